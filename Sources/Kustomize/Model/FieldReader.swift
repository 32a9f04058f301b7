import GoQuoting
import YAML

/// Reads the fields of a configuration, with the complaints of Go's JSON decoder about those that do not fit.
struct FieldReader {
  /// How strict the reading is.
  enum Mode {
    /// As a kustomization file is read: unknown fields and numbers for strings are errors.
    case strict
    /// As the configuration of a transformer is read.
    case lenient
  }

  let mode: Mode
  private let type: String
  private var path: String
  private var entries: [YAMLNode.Entry]

  /// - Parameters:
  ///   - type: the Go type that kustomize reads, for messages.
  ///   - parent: the type that has this one in a field.
  ///   - path: the path from the root, for messages.
  init(_ node: YAMLNode, type: String, parent: String = "", path: String = "", mode: Mode) throws {
    self.mode = mode
    self.type = type
    self.path = path
    switch node.content {
    case .mapping(let entries): self.entries = entries
    case .scalar where node.isNull: entries = []
    default:
      let place = path.isEmpty ? "value" : "struct field \(parent).\(path)"
      throw KustomizeError(
        "json: cannot unmarshal \(node.goKind) into Go \(place) of type types.\(type)",
        line: node.line > 0 ? node.line : nil)
    }
  }

  /// The value of a field; `nil` when it is missing or null. Case counts only where it must.
  mutating func node(_ name: String) -> YAMLNode? {
    var index = entries.firstIndex { $0.key == name }
    if index == nil { index = entries.firstIndex { $0.key.lowercased() == name.lowercased() } }
    guard let index else { return nil }
    let value = entries.remove(at: index).value
    return value.isNull ? nil : value
  }

  func has(_ name: String) -> Bool { entries.contains { $0.key == name && !$0.value.isNull } }

  /// - Throws: when the configuration has a field that nobody has asked for.
  func finish() throws {
    guard mode == .strict, let unknown = entries.first else { return }
    let line = unknown.value.line
    throw KustomizeError("json: unknown field \(GoQuote.double(unknown.key))", line: line > 0 ? line : nil)
  }

  mutating func string(_ name: String) throws -> String { try node(name).map { try string($0, name) } ?? "" }

  mutating func optionalString(_ name: String) throws -> String? { try node(name).map { try string($0, name) } }

  mutating func bool(_ name: String) throws -> Bool {
    guard let node = node(name) else { return false }
    guard case .bool(let value) = node.scalarValue else { throw mismatch(node, name, "bool") }
    return value
  }

  mutating func int(_ name: String) throws -> Int {
    guard let node = node(name) else { return 0 }
    guard case .integer(.signed(let value)) = node.scalarValue else { throw mismatch(node, name, "int64") }
    return Int(value)
  }

  mutating func strings(_ name: String) throws -> [String] {
    guard let node = node(name) else { return [] }
    return try items(node, name, "[]string").map { $0.isNull ? "" : try string($0, name) }
  }

  mutating func map(_ name: String) throws -> [String: String]? {
    guard let node = node(name) else { return nil }
    guard case .mapping(let entries) = node.content else { throw mismatch(node, name, "map[string]string") }
    var map: [String: String] = [:]
    for entry in entries { map[entry.key] = entry.value.isNull ? "" : try string(entry.value, name) }
    return map
  }

  /// A list of configurations.
  mutating func list<Element>(
    _ name: String, of type: String, _ read: (inout FieldReader) throws -> Element
  ) throws -> [Element] {
    guard let node = node(name) else { return [] }
    return try items(node, name, "[]types.\(type)").map { try nested($0, name, type, read) }
  }

  /// A configuration inside this one.
  mutating func object<Element>(
    _ name: String, of type: String, _ read: (inout FieldReader) throws -> Element
  ) throws -> Element? {
    try node(name).map { try nested($0, name, type, read) }
  }

  /// Fields that Go has in a type inside this one, which only messages show.
  mutating func embedded<Result>(_ name: String, _ read: (inout FieldReader) throws -> Result) rethrows -> Result {
    let outer = path
    path = join(name)
    defer { path = outer }
    return try read(&self)
  }

  private func nested<Element>(
    _ node: YAMLNode, _ name: String, _ type: String, _ read: (inout FieldReader) throws -> Element
  ) throws -> Element {
    var reader = try FieldReader(node, type: type, parent: self.type, path: join(name), mode: mode)
    let element = try read(&reader)
    try reader.finish()
    return element
  }

  private func items(_ node: YAMLNode, _ name: String, _ goType: String) throws -> [YAMLNode] {
    guard case .sequence(let items) = node.content else { throw mismatch(node, name, goType) }
    return items
  }

  private func string(_ node: YAMLNode, _ name: String) throws -> String {
    switch (node.scalarValue, mode) {
    case (.string(let text), _): return text
    case (.bool(let value), .lenient): return value ? "true" : "false"
    case (.integer(let value), .lenient): return value.text
    case (.double(let value), .lenient): return GoNumber.shortest(value)
    default: throw mismatch(node, name, "string")
    }
  }

  private func join(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

  private func mismatch(_ node: YAMLNode, _ name: String, _ goType: String) -> KustomizeError {
    KustomizeError(
      "json: cannot unmarshal \(node.goKind) into Go struct field \(type).\(join(name)) of type \(goType)",
      line: node.line > 0 ? node.line : nil)
  }
}
