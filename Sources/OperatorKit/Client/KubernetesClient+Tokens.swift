import HTTP
import JSON

extension KubernetesClient {
  /// A token of a service account and when it expires (`TokenRequest`). Throws ``KubernetesError``.
  ///
  /// - Parameters:
  ///   - audiences: Whom it is meant for; for none, the API server itself.
  ///   - lifetime: Wanted; the server may give another one.
  public func createToken(
    _ serviceAccount: ObjectKey, audiences: [String] = [], lifetime: Duration = .seconds(3600)
  ) async throws -> (token: String, expires: Timestamp) {
    let seconds = Int(clamping: max(600, lifetime.components.seconds))
    var request: JSONValue = [
      "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
      "spec": ["expirationSeconds": JSONValue(seconds)],
    ]
    if !audiences.isEmpty { request["spec"]?["audiences"] = JSONValue(audiences) }
    let answer = try await object(
      send(.post, ResourceType.serviceAccount.objectPath(serviceAccount, subresource: "token"), body: request))
    guard let token = answer.json[path: "status", "token"]?.stringValue,
      let expires = answer.json[path: "status", "expirationTimestamp"]?.stringValue.flatMap({ Timestamp($0) })
    else { throw KubernetesError(kind: .malformed, message: "the API server's answer to a TokenRequest has no token") }
    return (token, expires)
  }
}
