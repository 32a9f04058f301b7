import HTTP
import JSON

extension Representation {
  func accept(list: Bool) -> String {
    switch self {
    case .object: "application/json"
    case .metadata:
      "application/json;as=PartialObjectMetadata\(list ? "List" : "");g=meta.k8s.io;v=v1, application/json"
    }
  }
}

extension WriteOptions {
  var query: [(name: String, value: String)] {
    var result: [(name: String, value: String)] = []
    if let fieldManager { result.append(("fieldManager", fieldManager)) }
    if dryRun { result.append(("dryRun", "All")) }
    if refusesUnknownFields { result.append(("fieldValidation", "Strict")) }
    return result
  }
}

extension KubernetesClient {
  /// Reads one object. Throws ``KubernetesError`` of kind `notFound` when there is none.
  public func get(
    _ type: ResourceType, _ key: ObjectKey, as representation: Representation = .object
  ) async throws -> DynamicObject {
    try await object(send(.get, type.objectPath(key), accept: representation.accept(list: false)))
  }

  /// Reads one object; `nil` when there is none.
  public func find(
    _ type: ResourceType, _ key: ObjectKey, as representation: Representation = .object
  ) async throws -> DynamicObject? {
    do {
      return try await get(type, key, as: representation)
    } catch let error as KubernetesError where error.kind == .notFound {
      return nil
    }
  }

  /// Reads one object into its model.
  public func get<T: KubernetesObject>(_ type: T.Type = T.self, _ key: ObjectKey) async throws -> T {
    try await get(T.resourceType, key).decode(T.self)
  }

  /// Reads one object into its model; `nil` when there is none.
  public func find<T: KubernetesObject>(_ type: T.Type = T.self, _ key: ObjectKey) async throws -> T? {
    try await find(T.resourceType, key)?.decode(T.self)
  }

  public func create(
    _ type: ResourceType, _ object: DynamicObject, options: WriteOptions = WriteOptions()
  ) async throws -> DynamicObject {
    try await self.object(
      send(.post, type.collectionPath(namespace: object.namespace), query: options.query, body: object.json))
  }

  /// Replaces an object whole; its resource version, if it has one, must be the newest.
  public func replace(
    _ type: ResourceType, _ object: DynamicObject, subresource: String? = nil, options: WriteOptions = WriteOptions()
  ) async throws -> DynamicObject {
    try await self.object(
      send(.put, type.objectPath(object.key, subresource: subresource), query: options.query, body: object.json))
  }

  /// Changes an object, or with ``Patch/apply(_:force:)`` creates it when there is none.
  @discardableResult
  public func patch(
    _ type: ResourceType, _ key: ObjectKey, _ patch: Patch, subresource: String? = nil,
    options: WriteOptions = WriteOptions()
  ) async throws -> DynamicObject {
    var query = options.query
    if case .apply(_, force: true) = patch { query.append(("force", "true")) }
    return try await object(
      send(
        .patch, type.objectPath(key, subresource: subresource), query: query, body: patch.body,
        contentType: patch.contentType))
  }

  /// Deletes an object, or begins to, where finalizers hold it. Throws `notFound` when there is none.
  public func delete(_ type: ResourceType, _ key: ObjectKey, options: DeleteOptions = DeleteOptions()) async throws {
    let response = try await send(.delete, type.objectPath(key), body: options.body)
    response.body.cancel()
  }
}
