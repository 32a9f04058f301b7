import GoQuoting

extension YAMLNode {
  /// The node as Go's `%#v` prints what its YAML library makes of it, with the members of mappings in order.
  var goSyntax: String {
    switch content {
    case .scalar: return scalarValue.map(Self.goSyntax) ?? ""
    case .sequence(let items): return "[]interface {}{\(items.map(\.goSyntax).joined(separator: ", "))}"
    case .mapping(let entries):
      let members = entries.map { entry in
        let key = YAMLNode(.scalar(entry.key), tag: entry.keyTag).goSyntax
        return "\(key):\(entry.value.goSyntax)"
      }
      return "map[interface {}]interface {}{\(members.sorted().joined(separator: ", "))}"
    }
  }

  private static func goSyntax(_ value: ScalarValue) -> String {
    switch value {
    case .null: "interface {}(nil)"
    case .bool(let value): "\(value)"
    case .integer(let value): value.text
    case .double(let value): "\(value)"
    case .string(let text): GoQuote.double(text)
    }
  }
}
