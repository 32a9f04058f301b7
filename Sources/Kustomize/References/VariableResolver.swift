import YAML

/// Replaces `$(NAME)` by the field that the variable of that name stands for.
struct VariableResolver {
  /// The value of a variable.
  enum Value: Equatable {
    case scalar(YAMLNode)
    /// A mapping or a list, which cannot be put into a text.
    case collection
  }

  private let values: [String: Value]

  init(_ variables: [Variable], in set: ResourceSet) throws {
    var values: [String: Value] = [:]
    for variable in variables.sorted(by: { $0.name < $1.name }) {
      guard let resource = set.resources.first(where: { $0.variables.contains(variable.name) }) else {
        throw KustomizeError("var '\(variable.goText)' cannot be mapped to a field in the set of known resources")
      }
      guard let node = NodePath.lookUp(resource.node, NodePath.variableField(variable.fieldPath)[...]) else {
        throw KustomizeError("field specified in var '\(variable.goText)' not found in corresponding resource")
      }
      values[variable.name] = node.isScalar ? .scalar(node) : .collection
    }
    self.values = values
  }

  func resolve(_ set: inout ResourceSet, _ specs: [FieldSpec]) throws {
    guard !values.isEmpty else { return }
    try set.mutateAll { resource in
      for spec in specs { try FieldVisitor(spec: spec).apply(to: &resource, replace) }
      resource.shared.settle(&resource.node)
    }
  }

  private func replace(_ node: inout YAMLNode) throws {
    if node.isNull { return }
    switch node.content {
    case .scalar: replaceScalar(&node)
    case .mapping:
      _ = node.mutateEntries { entries in
        for index in entries.indices { replaceScalar(&entries[index].value) }
      }
    case .sequence:
      _ = try node.mutateItems { items in
        for index in items.indices {
          guard items[index].resolvedTag == .string || items[index].resolvedTag == .timestamp else {
            throw KustomizeError("invalid value type expect a string")
          }
          replaceScalar(&items[index])
        }
      }
    }
  }

  private func replaceScalar(_ node: inout YAMLNode) {
    guard let text = node.text, node.resolvedTag == .string else { return }
    // A text without variables is written anew all the same, and no longer folded.
    node = (text.contains("$") ? expand(text) : .string(text)).inPlace(of: node)
  }

  /// A text with its variables replaced. One that is nothing but a variable takes the type of the value.
  private func expand(_ text: String) -> YAMLNode {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case UInt8(ascii: "$"):
        result.append(UInt8(ascii: "$"))
        index += 2
      case UInt8(ascii: "("):
        guard let close = bytes[(index + 2)...].firstIndex(of: UInt8(ascii: ")")) else {
          result += [UInt8(ascii: "$"), UInt8(ascii: "(")]
          index += 2
          continue
        }
        let name = String(decoding: bytes[(index + 2)..<close], as: UTF8.self)
        if case .scalar(let value) = values[name] {
          if index == 0 && close == bytes.count - 1 { return Self.typed(value) }
          result += Array(Self.typed(value).scalarText.utf8)
        } else {
          result += bytes[index...close]
        }
        index = close + 1
      default:
        result += [UInt8(ascii: "$"), bytes[index + 1]]
        index += 2
      }
    }
    return .string(String(decoding: result, as: UTF8.self))
  }

  private static func typed(_ value: YAMLNode) -> YAMLNode {
    switch value.resolvedTag {
    case .int, .float, .bool: YAMLNode(.scalar(value.text ?? ""), tag: value.resolvedTag)
    default: .string(value.text ?? "")
    }
  }
}

extension YAMLNode {
  /// The text of a scalar in its usual spelling.
  fileprivate var scalarText: String {
    switch scalarValue {
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): value.text
    case .double(let value): GoNumber.shortest(value)
    default: text ?? ""
    }
  }
}
