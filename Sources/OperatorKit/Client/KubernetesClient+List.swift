import HTTP
import JSON

extension KubernetesClient {
  /// Reads the objects of a kind, page by page and item by item: no more than one page of bytes in flight and one item
  /// decoded is ever held here.
  ///
  /// An item that is not JSON ends the list with an error; what an item means is for `each` to judge.
  @discardableResult
  public func list(
    _ type: ResourceType, namespace: String? = nil, options: ListOptions = ListOptions(),
    as representation: Representation = .object, each: (DynamicObject) async throws -> Void
  ) async throws -> ListMetadata {
    var token: String?
    var count = 0
    while true {
      let page = try await page(type, namespace, options, representation, after: token) { item in
        count += 1
        try await each(item)
      }
      token = page["continue"]?.stringValue
      if token?.isEmpty ?? true {
        return ListMetadata(resourceVersion: page["resourceVersion"]?.stringValue ?? "", count: count)
      }
    }
  }

  /// Reads one page and returns the list's own metadata.
  private func page(
    _ type: ResourceType, _ namespace: String?, _ options: ListOptions, _ representation: Representation,
    after token: String?, each: (DynamicObject) async throws -> Void
  ) async throws -> JSONValue {
    var query: [(name: String, value: String)] = [("limit", String(options.pageSize))]
    if let token, !token.isEmpty { query.append(("continue", token)) }
    if let version = options.resourceVersion, token == nil { query.append(("resourceVersion", version)) }
    if !options.labelSelector.isEmpty { query.append(("labelSelector", options.labelSelector.description)) }
    if let selector = options.fieldSelector { query.append(("fieldSelector", selector)) }

    let response = try await send(
      .get, type.collectionPath(namespace: namespace), query: query, accept: representation.accept(list: true),
      transfer: .long)
    var scanner = ListItemScanner()
    do {
      for try await chunk in response.body {
        for bytes in try scanner.feed(chunk) {
          try await each(KubernetesClient.item(bytes, of: type))
        }
      }
      return try scanner.finish()["metadata"] ?? .object([:])
    } catch let error as JSONError {
      throw KubernetesError(kind: .malformed, message: "the list of \(type.plural) is broken: \(error)")
    } catch {
      throw KubernetesClient.translated(error)
    }
  }

  /// Items of lists come without their kind; objects have it everywhere else, so it is put back.
  private static func item(_ bytes: [UInt8], of type: ResourceType) throws -> DynamicObject {
    var json = try JSONValue(parsing: bytes)
    if json["kind"] == nil { json["kind"] = .string(type.kind) }
    if json["apiVersion"] == nil { json["apiVersion"] = .string(type.apiVersion) }
    return DynamicObject(json)
  }
}
