import HTTP

extension KubernetesClient {
  /// The end of what a container has written. Throws ``KubernetesError``.
  ///
  /// - Parameter maximumBytes: Of the answer; what is longer loses its end, so ask for few enough lines.
  public func log(
    ofPod pod: ObjectKey, container: String, lastLines: Int = 100, maximumBytes: Int = 64 << 10
  ) async throws -> String {
    let query = [
      ("container", container), ("tailLines", String(lastLines)), ("limitBytes", String(maximumBytes)),
    ]
    let response = try await send(
      .get, ResourceType.pod.objectPath(pod, subresource: "log"), query: query, accept: "text/plain, */*")
    do {
      // What was cut off at the limit may have been cut inside a character.
      return String(decoding: try await response.body.collect(upTo: maximumBytes + 1024), as: UTF8.self)
    } catch {
      throw KubernetesClient.translated(error)
    }
  }
}
