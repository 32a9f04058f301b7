public import JSON

/// Reads and rewrites who manages which field of an object (`metadata.managedFields`).
public struct ManagedFields: Sendable, Hashable {
  /// The entries as the API server wrote them.
  public let entries: [JSONValue]

  private init(entries: [JSONValue]) { self.entries = entries }

  public init(_ object: DynamicObject) {
    entries = object.json[path: "metadata", "managedFields"]?.arrayValue ?? []
  }

  /// Managers of one kind of operation, by the beginning of their names.
  public struct Manager: Sendable, Hashable {
    public enum Operation: String, Sendable, Hashable {
      case apply = "Apply"
      case update = "Update"
    }

    public let prefix: String
    public let operation: Operation

    public init(prefix: String, operation: Operation) {
      self.prefix = prefix
      self.operation = operation
    }

    /// A subresource's entries are somebody else's business.
    fileprivate func owns(_ entry: JSONValue) -> Bool {
      entry.operation == operation.rawValue && entry.subresource.isEmpty && entry.manager.hasPrefix(prefix)
    }
  }

  // MARK: Takeover

  /// Gives the fields of other managers to one applier, so that its next apply removes those it does not want
  /// (K-12-22, K-12-23).
  ///
  /// - Parameters:
  ///   - managers: Whose fields are taken.
  ///   - exempt: Managers, by exact name, that keep theirs whatever their prefix.
  ///   - name: Who takes them.
  /// - Returns: The fields afterwards, or `nil` when there is nothing to take.
  public func takenOver(from managers: [Manager], exempt: Set<String> = [], by name: String) -> ManagedFields? {
    let ours = Manager(prefix: name, operation: .apply)
    let ownIndex = entries.firstIndex { ours.owns($0) && $0.manager == name }
    var own = ownIndex.map { entries[$0] }
    var others: [JSONValue] = []
    var taken = false
    for (index, entry) in entries.enumerated() where index != ownIndex {
      guard !exempt.contains(entry.manager), managers.contains(where: { $0.owns(entry) }) else {
        others.append(entry)
        continue
      }
      own = ManagedFields.merged(own, entry, name)
      taken = true
    }
    guard taken, let own else { return nil }
    return ManagedFields(entries: others + [own])
  }

  private static func merged(_ own: JSONValue?, _ entry: JSONValue, _ name: String) -> JSONValue {
    guard var result = own else {
      var renamed = entry
      renamed["manager"] = .string(name)
      renamed["operation"] = .string(Manager.Operation.apply.rawValue)
      return renamed
    }
    result["fieldsV1"] = union(result["fieldsV1"] ?? [:], entry["fieldsV1"] ?? [:])
    return result
  }

  /// Field sets are tries written as objects: their union has the members of both.
  private static func union(_ left: JSONValue, _ right: JSONValue) -> JSONValue {
    guard case .object(var result) = left, case .object(let other) = right else { return left }
    for (key, value) in other {
      result[key] = result[key].map { union($0, value) } ?? value
    }
    return .object(result)
  }

  /// The same fields with every entry said to be made in one API version (K-12-24); `nil` when all are already.
  public func migrated(to apiVersion: String) -> ManagedFields? {
    guard entries.contains(where: { $0["apiVersion"]?.stringValue != apiVersion }) else { return nil }
    return ManagedFields(
      entries: entries.map { entry in
        var entry = entry
        entry["apiVersion"] = .string(apiVersion)
        return entry
      })
  }

  /// The JSON patch operations that write these entries to the object they came from; refused with a conflict when
  /// the object has changed in between.
  public func patch(for object: DynamicObject) -> [JSONValue] {
    var operations: [JSONValue] = [["op": "replace", "path": "/metadata/managedFields", "value": .array(entries)]]
    if let version = object.resourceVersion {
      operations.append(["op": "replace", "path": "/metadata/resourceVersion", "value": .string(version)])
    }
    return operations
  }

  // MARK: Queries

  /// The managers that apply the field that a pointer names, by server-side apply of the object itself.
  public func appliers(of pointer: JSONPointer, in object: DynamicObject) -> Set<String> {
    let applied = entries.filter { $0.operation == Manager.Operation.apply.rawValue && $0.subresource.isEmpty }
    guard let path = fieldPath(pointer, in: object, applied) else { return [] }
    return Set(applied.filter { ManagedFields.node($0["fieldsV1"], path) != nil }.map(\.manager))
  }

  /// The pointer in the words of a field set: `f:` for members, the element's key for elements of keyed lists.
  private func fieldPath(_ pointer: JSONPointer, in object: DynamicObject, _ applied: [JSONValue]) -> [String]? {
    var path: [String] = []
    var value: JSONValue? = object.json
    for token in pointer.tokens {
      if case .array(let elements)? = value {
        guard let index = Int(token), elements.indices.contains(index) else { return nil }
        let keys = applied.flatMap { ManagedFields.node($0["fieldsV1"], path)?.objectValue?.keys ?? [] }
        guard let key = keys.first(where: { ManagedFields.selects($0, elements[index]) }) else { return nil }
        path.append(key)
        value = elements[index]
      } else {
        path.append("f:" + token)
        value = value?[token]
      }
    }
    return path.isEmpty ? nil : path
  }

  private static func node(_ fields: JSONValue?, _ path: [String]) -> JSONValue? {
    var node = fields
    for key in path {
      guard let next = node?[key] else { return nil }
      node = next
    }
    return node
  }

  /// Whether a key of a field set, `k:{"name":"web"}` or `v:"text"`, selects an element of a list.
  private static func selects(_ key: String, _ element: JSONValue) -> Bool {
    guard let wanted = try? JSONValue(parsing: String(key.dropFirst(2))) else { return false }
    if key.hasPrefix("v:") { return wanted == element }
    guard key.hasPrefix("k:"), let fields = wanted.objectValue else { return false }
    return fields.allSatisfy { element[$0.key] == $0.value }
  }
}

extension JSONValue {
  fileprivate var manager: String { self["manager"]?.stringValue ?? "" }
  fileprivate var operation: String { self["operation"]?.stringValue ?? "" }
  fileprivate var subresource: String { self["subresource"]?.stringValue ?? "" }
}
