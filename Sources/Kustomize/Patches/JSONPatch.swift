import JSON
import YAML

/// A JSON patch (RFC 6902), with the liberties of the library that kustomize uses: what is not there can be replaced,
/// indices may count from the end.
struct JSONPatch: Sendable {
  struct Operation: Sendable {
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
    try self.init(root.throughJSON())
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
    for operation in operations { try operation.apply(to: &root) }
  }
}

extension YAMLNode {
  /// The same value as it comes out of JSON: keys and dates are texts, and integers of more than 63 bits lose digits.
  fileprivate func throughJSON() -> YAMLNode {
    var result = self
    switch content {
    case .scalar:
      if tag == .timestamp { result.tag = .string }
      if case .integer(.unsigned(let value)) = scalarValue {
        result = YAMLNode(.scalar(GoNumber.shortest(Double(value))), tag: .float)
      }
    case .sequence(let items): result.content = .sequence(items.map { $0.throughJSON() })
    case .mapping(let entries): result.content = .mapping(entries.map { .init($0.key, $0.value.throughJSON()) })
    }
    return result
  }

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
