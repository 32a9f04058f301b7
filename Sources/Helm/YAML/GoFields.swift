import YAML

/// Reads the fields of a Go structure out of YAML by way of JSON: names without regard to case, numbers and booleans
/// where a string is wanted become one, and errors are in the words of Go's JSON package.
struct GoFields {
  private let node: YAMLNode
  private let path: String

  /// - Parameter type: what the structure is called in messages, for example `util.SimpleHead`.
  init(_ node: YAMLNode, type: String) throws(HelmError) {
    guard node.isMapping || node.isNull else {
      throw GoFields.mismatch("json: cannot unmarshal \(GoFields.kind(node)) into Go value of type \(type)")
    }
    self.node = node
    path = ""
  }

  private init(_ node: YAMLNode, at path: String) {
    self.node = node
    self.path = path
  }

  static func mismatch(_ text: String) -> HelmError {
    HelmError(.chart, "error unmarshaling JSON: while decoding JSON: \(text)")
  }

  /// What JSON calls a node.
  static func kind(_ node: YAMLNode) -> String {
    switch node.content {
    case .mapping: return "object"
    case .sequence: return "array"
    case .scalar:
      switch node.scalarValue {
      case .bool: return "bool"
      case .integer, .double: return "number"
      case .null, nil: return "null"
      case .string: return "string"
      }
    }
  }

  private func field(_ name: String) -> YAMLNode? {
    let found = node[name] ?? node.entries.last { $0.key.lowercased() == name.lowercased() }?.value
    return found.flatMap { $0.isNull ? nil : $0 }
  }

  private func wrong(_ value: YAMLNode, _ place: String, _ type: String, isElement: Bool = false) -> HelmError {
    let target = isElement ? "" : "Go struct field "
    return GoFields.mismatch("json: cannot unmarshal \(GoFields.kind(value)) into \(target)\(place) of type \(type)")
  }

  func has(_ name: String) -> Bool { field(name) != nil }

  func string(_ name: String) throws(HelmError) -> String {
    guard let value = field(name) else { return "" }
    return try text(value, "\(path).\(name)")
  }

  private func text(_ value: YAMLNode, _ place: String) throws(HelmError) -> String {
    switch value.scalarValue {
    case .string(let text): return text
    case .bool(let flag): return flag ? "true" : "false"
    case .integer(let number): return number.text
    case .double(let number): return GoNumber.shortest(number)
    case .null: return ""
    case nil: throw wrong(value, place, "string")
    }
  }

  func bool(_ name: String) throws(HelmError) -> Bool {
    guard let value = field(name) else { return false }
    guard case .bool(let flag) = value.scalarValue else { throw wrong(value, "\(path).\(name)", "bool") }
    return flag
  }

  func strings(_ name: String) throws(HelmError) -> [String] {
    guard let value = field(name) else { return [] }
    guard value.isSequence else { throw wrong(value, "\(path).\(name)", "[]string") }
    var result: [String] = []
    for (index, item) in value.items.enumerated() { result.append(try text(item, "\(path).\(name).\(index)")) }
    return result
  }

  func stringMap(_ name: String) throws(HelmError) -> [String: String]? {
    guard let value = field(name) else { return nil }
    guard value.isMapping else { throw wrong(value, "\(path).\(name)", "map[string]string") }
    var result: [String: String] = [:]
    for entry in value.entries { result[entry.key] = try text(entry.value, "\(path).\(name).\(entry.key)") }
    return result
  }

  /// The items of a list of structures; `nil` for those that are null.
  func structures(_ name: String, type: String) throws(HelmError) -> [GoFields?] {
    guard let value = field(name) else { return [] }
    guard value.isSequence else { throw wrong(value, "\(path).\(name)", "[]*\(type)") }
    var result: [GoFields?] = []
    for (index, item) in value.items.enumerated() {
      let place = "\(path).\(name).\(index)"
      guard item.isMapping || item.isNull else { throw wrong(item, place, type, isElement: true) }
      result.append(item.isNull ? nil : GoFields(item, at: place))
    }
    return result
  }

  func structure(_ name: String, type: String) throws(HelmError) -> GoFields? {
    guard let value = field(name) else { return nil }
    guard value.isMapping else { throw wrong(value, "\(path).\(name)", type) }
    return GoFields(value, at: "\(path).\(name)")
  }

  /// The items of a list of anything.
  func items(_ name: String) throws(HelmError) -> [YAMLNode] {
    guard let value = field(name) else { return [] }
    guard value.isSequence else { throw wrong(value, "\(path).\(name)", "[]interface {}") }
    return value.items
  }
}
