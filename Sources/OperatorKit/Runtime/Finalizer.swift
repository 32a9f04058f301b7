import JSON

/// Adds and removes finalizers.
///
/// Guarantees: the finalizers of others are kept, because the patch holds only against the version that was read.
///
/// Errors: ``KubernetesError``; `conflict` when the object has changed meanwhile, which the next run sorts out.
public enum Finalizer {
  public static func add<T: KubernetesObject>(
    _ name: String, to object: T, _ client: KubernetesClient, fieldManager: String? = nil
  ) async throws {
    try await write((object.metadata.finalizers ?? []) + [name], object, client, fieldManager)
  }

  /// Removes a finalizer; an object that is gone meanwhile is as it should be.
  public static func remove<T: KubernetesObject>(
    _ name: String, from object: T, _ client: KubernetesClient, fieldManager: String? = nil
  ) async throws {
    guard object.metadata.hasFinalizer(name) else { return }
    do {
      try await write((object.metadata.finalizers ?? []).filter { $0 != name }, object, client, fieldManager)
    } catch let error as KubernetesError where error.kind == .notFound {
      return
    }
  }

  private static func write<T: KubernetesObject>(
    _ finalizers: [String], _ object: T, _ client: KubernetesClient, _ fieldManager: String?
  ) async throws {
    var metadata: JSONObject = ["finalizers": JSONValue(finalizers)]
    if let version = object.metadata.resourceVersion { metadata["resourceVersion"] = .string(version) }
    try await client.patch(
      T.resourceType, object.key, .merge(["metadata": .object(metadata)]),
      options: WriteOptions(fieldManager: fieldManager))
  }
}
