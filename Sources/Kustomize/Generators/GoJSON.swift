import YAML

/// Writes nodes as Go's JSON encoder writes maps: keys sorted by bytes, HTML characters escaped.
enum GoJSON {
  static func encode(_ node: YAMLNode) -> [UInt8] {
    var output: [UInt8] = []
    write(node, to: &output, indent: nil)
    return output
  }

  /// The same with two spaces a level.
  static func encodeIndented(_ node: YAMLNode) -> [UInt8] {
    var output: [UInt8] = []
    write(node, to: &output, indent: 0)
    return output
  }

  private static func write(_ node: YAMLNode, to output: inout [UInt8], indent: Int?) {
    switch node.content {
    case .scalar: write(node.scalarValue ?? .null, to: &output)
    case .sequence(let items):
      group("[", "]", items, &output, indent) { item, output, indent in write(item, to: &output, indent: indent) }
    case .mapping(let entries):
      let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      group("{", "}", sorted, &output, indent) { entry, output, indent in
        quote(entry.key, to: &output)
        output += Array((indent == nil ? ":" : ": ").utf8)
        write(entry.value, to: &output, indent: indent)
      }
    }
  }

  private static func group<Element>(
    _ open: String, _ close: String, _ elements: [Element], _ output: inout [UInt8], _ indent: Int?,
    _ write: (Element, inout [UInt8], Int?) -> Void
  ) {
    func newLine(_ level: Int) {
      output.append(UInt8(ascii: "\n"))
      output += Array(repeating: UInt8(ascii: " "), count: level * 2)
    }
    output += Array(open.utf8)
    for (index, element) in elements.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      if let indent { newLine(indent + 1) }
      write(element, &output, indent.map { $0 + 1 })
    }
    if let indent, !elements.isEmpty { newLine(indent) }
    output += Array(close.utf8)
  }

  private static func write(_ value: ScalarValue, to output: inout [UInt8]) {
    switch value {
    case .null: output += Array("null".utf8)
    case .bool(let value): output += Array((value ? "true" : "false").utf8)
    case .integer(let value): output += Array(value.text.utf8)
    case .double(let value): output += Array(value.isFinite ? "\(value)".utf8 : "null".utf8)
    case .string(let text): quote(text, to: &output)
    }
  }

  private static func quote(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += Array("\\\"".utf8)
      case "\\": output += Array("\\\\".utf8)
      case "\n": output += Array("\\n".utf8)
      case "\r": output += Array("\\r".utf8)
      case "\t": output += Array("\\t".utf8)
      case "\u{8}": output += Array("\\b".utf8)
      case "\u{C}": output += Array("\\f".utf8)
      case "<", ">", "&", "\u{2028}", "\u{2029}": escape(scalar, to: &output)
      case _ where scalar.value < 0x20: escape(scalar, to: &output)
      default: output += Array(String(scalar).utf8)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func escape(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    let hex = String(scalar.value, radix: 16)
    output += Array(("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
  }
}
