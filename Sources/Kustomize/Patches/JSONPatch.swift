import JSON
import YAML

/// A JSON patch (RFC 6902).
struct JSONPatch: Sendable {
  private struct Operation: Sendable {
    let name: String
    let path: String
    let from: String?
    /// `nil` where the operation has none.
    let value: YAMLNode?
  }

  private let operations: [Operation]

  var isEmpty: Bool { operations.isEmpty }

  /// Reads a patch from JSON or YAML. What begins with a bracket must be JSON, as kustomize has it.
  init(parsing text: [UInt8]) throws {
    if text.first == UInt8(ascii: "[") {
      try self.init(YAMLNode(try JSONValue(parsing: text)))
      return
    }
    // kustomize reads these operations with the older of its YAML libraries.
    var limits = YAMLLimits()
    limits.readsOldBooleans = true
    limits.allowsDuplicateKeys = true
    var documents = YAMLDocuments(text, limits: limits)
    guard let root = try documents.next() else { throw KustomizeError("empty json patch operations") }
    try self.init(root)
  }

  init(_ root: YAMLNode) throws {
    guard case .sequence(let items) = root.content else {
      if root.isNull {
        operations = []
        return
      }
      throw KustomizeError("json: cannot unmarshal \(root.goKind) into Go value of type jsonpatch.Patch")
    }
    operations = try items.map { item in
      guard item.isMapping else {
        throw KustomizeError("json: cannot unmarshal \(item.goKind) into Go value of type jsonpatch.Operation")
      }
      return Operation(
        name: item["op"]?.text ?? "", path: item["path"]?.text ?? "", from: item["from"]?.text, value: item["value"])
    }
  }

  func apply(to root: inout YAMLNode) throws {
    for operation in operations { try apply(operation, to: &root) }
  }

  private func apply(_ operation: Operation, to root: inout YAMLNode) throws {
    let path = operation.path
    switch operation.name {
    case "add":
      try edit(&root, path, missing: "add operation does not apply: doc is missing path: \"\(path)\": missing value") {
        try $0.add(operation.value ?? .null)
      }
    case "remove":
      try edit(&root, path, missing: "remove operation does not apply: doc is missing path: \"\(path)\": missing value") {
        try $0.remove(path)
      }
    case "replace":
      try edit(&root, path, missing: "replace operation does not apply: doc is missing path: \(path): missing value") {
        try $0.replace(operation.value ?? .null, path)
      }
    case "test": try test(root, path, operation.value ?? .null)
    case "move":
      let from = operation.from ?? ""
      let value = try lookUp(root, from, "move")
      try edit(&root, from, missing: "move operation does not apply: doc is missing from path: \(from): missing value") {
        try $0.remove(from)
      }
      try edit(&root, path, missing: "move operation does not apply: doc is missing destination path: \(path): missing value") {
        try $0.add(value)
      }
    case "copy":
      let value = try lookUp(root, operation.from ?? "", "copy")
      try edit(&root, path, missing: "copy operation does not apply: doc is missing destination path: \(path): missing value") {
        try $0.add(value)
      }
    default: throw KustomizeError("Unexpected kind: \(operation.name)")
    }
  }

  private func test(_ root: YAMLNode, _ path: String, _ wanted: YAMLNode) throws {
    let found = Self.find(root, Self.tokens(path)[...])
    guard found.map({ $0 == wanted }) ?? wanted.isNull else {
      throw KustomizeError("testing value \(path) failed: test failed")
    }
  }

  private func lookUp(_ root: YAMLNode, _ path: String, _ operation: String) throws -> YAMLNode {
    guard let node = Self.find(root, Self.tokens(path)[...]) else {
      throw KustomizeError("\(operation) operation does not apply: doc is missing from path: \(path): missing value")
    }
    return node
  }

  private static func tokens(_ path: String) -> [String] {
    path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      $0.split(separator: "~1", omittingEmptySubsequences: false).map {
        $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
      }.joined(separator: "/")
    }
  }

  private static func find(_ node: YAMLNode, _ tokens: ArraySlice<String>) -> YAMLNode? {
    guard let token = tokens.first else { return node }
    switch node.content {
    case .scalar: return nil
    case .mapping: return node[token].flatMap { find($0, tokens.dropFirst()) }
    case .sequence(let items):
      guard let index = Int(token), items.indices.contains(index) else { return nil }
      return find(items[index], tokens.dropFirst())
    }
  }

  /// Goes to the collection that holds the end of a path and changes it.
  private func edit(
    _ root: inout YAMLNode, _ path: String, missing: String, _ change: (inout Slot) throws -> Void
  ) throws {
    let tokens = Self.tokens(path)
    guard let last = tokens.last else {
      var slot = Slot(container: .mapping([.init("", root)]), key: "")
      try change(&slot)
      root = slot.container[""] ?? .null
      return
    }
    guard try descend(&root, tokens.dropLast()[...], { node in
      var slot = Slot(container: node, key: last)
      node = .null  // one owner while it changes
      defer { node = slot.container }
      try change(&slot)
    }) else { throw KustomizeError(missing) }
  }

  /// Whether the path exists; changes what is at its end.
  private func descend(
    _ node: inout YAMLNode, _ tokens: ArraySlice<String>, _ change: (inout YAMLNode) throws -> Void
  ) throws -> Bool {
    guard let token = tokens.first else {
      guard !node.isScalar else { return false }
      try change(&node)
      return true
    }
    if node.isMapping { return try node.mutate(token) { try descend(&$0, tokens.dropFirst(), change) } ?? false }
    guard let index = Int(token) else { return false }
    return try node.mutateItems { items in
      guard items.indices.contains(index) else { return false }
      return try descend(&items[index], tokens.dropFirst(), change)
    } ?? false
  }
}

/// A place in a collection that an operation changes.
private struct Slot {
  var container: YAMLNode
  let key: String

  mutating func add(_ value: YAMLNode) throws {
    if container.isMapping { return container.set(key, value) }
    var items = container.items
    if key == "-" {
      items.append(value)
    } else {
      guard let index = Int(key) else { throw KustomizeError("value was not a proper array index: '\(key)'") }
      let place = index < 0 ? index + items.count + 1 : index
      guard (0...items.count).contains(place) else {
        throw KustomizeError("Unable to access invalid index: \(index): invalid index referenced")
      }
      items.insert(value, at: place)
    }
    container.items = items
  }

  mutating func remove(_ path: String) throws {
    if container.isMapping {
      guard container.remove(key) != nil else {
        throw KustomizeError(
          "error in remove for path: '\(path)': Unable to remove nonexistent key: \(key): missing value")
      }
      return
    }
    var items = container.items
    guard let index = Int(key), items.indices.contains(index < 0 ? index + items.count : index) else {
      throw KustomizeError("error in remove for path: '\(path)': Unable to access invalid index: \(key): invalid index referenced")
    }
    items.remove(at: index < 0 ? index + items.count : index)
    container.items = items
  }

  mutating func replace(_ value: YAMLNode, _ path: String) throws {
    if container.isMapping {
      guard container[key] != nil else { throw missingKey(path) }
      return container.set(key, value)
    }
    var items = container.items
    guard let index = Int(key), items.indices.contains(index) else { throw missingKey(path) }
    items[index] = value
    container.items = items
  }

  private func missingKey(_ path: String) -> KustomizeError {
    KustomizeError("replace operation does not apply: doc is missing key: \(path): missing value")
  }
}

extension YAMLNode {
  /// What Go's JSON decoder calls this kind of value.
  var goKind: String {
    switch content {
    case .mapping: "object"
    case .sequence: "array"
    case .scalar:
      switch scalarValue {
      case .bool: "bool"
      case .integer, .double: "number"
      case .null: "null"
      default: "string"
      }
    }
  }
}
