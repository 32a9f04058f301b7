import GoTemplate

/// Writes values as TOML in the layout of the library that Helm uses: first what is no table, then tables, all in order
/// of their names, each level of tables indented by two.
struct TOMLWriter {
  private var out = ""
  private var hasWritten = false

  static func text(_ value: TemplateValue) throws(TemplateError) -> String {
    var writer = TOMLWriter()
    guard let map = value.mapValue else { return try writer.inline(value, depth: 0) }
    try writer.table(map, path: [], depth: 0)
    return writer.out
  }

  private mutating func table(_ map: TemplateMap, path: [String], depth: Int) throws(TemplateError) {
    guard depth < 100 else { throw TemplateError("toml: nested too deeply") }
    let indent = String(repeating: "  ", count: max(0, path.count - 1))
    if !path.isEmpty { heading("[\(Self.name(path))]", indent: indent) }
    try members(map, path: path, depth: depth)
  }

  private mutating func members(_ map: TemplateMap, path: [String], depth: Int) throws(TemplateError) {
    let indent = String(repeating: "  ", count: path.count)
    for (key, value) in map.members where !Self.isTable(value) && !value.isNull {
      out += "\(indent)\(Self.key(key)) = \(try inline(value, depth: depth))\n"
      hasWritten = true
    }
    for (key, value) in map.members where Self.isTable(value) {
      let inner = path + [key]
      if let map = value.mapValue {
        try table(map, path: inner, depth: depth + 1)
        continue
      }
      for element in value.elements ?? [] {
        heading("[[\(Self.name(inner))]]", indent: String(repeating: "  ", count: path.count))
        if let map = element.mapValue { try members(map, path: inner, depth: depth + 1) }
      }
    }
  }

  private mutating func heading(_ text: String, indent: String) {
    if hasWritten { out += "\n" }
    out += "\(indent)\(text)\n"
    hasWritten = true
  }

  /// A table, or a list of nothing but tables.
  private static func isTable(_ value: TemplateValue) -> Bool {
    if value.mapValue != nil { return true }
    guard case .list(let list) = value, !list.elements.isEmpty else { return false }
    return list.elements.allSatisfy { $0.mapValue != nil }
  }

  private func inline(_ value: TemplateValue, depth: Int) throws(TemplateError) -> String {
    guard depth < 100 else { throw TemplateError("toml: nested too deeply") }
    switch value {
    case .null: throw TemplateError("toml: array contains nil value")
    case .bool(let flag): return flag ? "true" : "false"
    case .int, .int64, .uint8, .uint64: return String(decoding: JSONText.bytes(try value.jsonValue()), as: UTF8.self)
    case .float64(let number): return Self.float(number)
    case .string, .rawString: return Self.quoted(value.stringValue ?? "")
    case .bytes(let bytes): return "[" + bytes.map(String.init).joined(separator: ", ") + "]"
    case .list(let list):
      var items: [String] = []
      for item in list.elements { items.append(try inline(item, depth: depth + 1)) }
      return "[\(items.joined(separator: ", "))]"
    case .map(let map):
      var items: [String] = []
      for (key, item) in map.members { items.append("\(Self.key(key)) = \(try inline(item, depth: depth + 1))") }
      return "{\(items.joined(separator: ", "))}"
    case .object(let object):
      guard let contents = object.contents else { return Self.quoted(object.text) }
      return try inline(contents, depth: depth + 1)
    }
  }

  private static func float(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let text = GoFloat.text(value)
    if text.contains("e") { return text.contains(".") ? text : text.replacingFirst("e", with: ".0e") }
    return text.contains(".") ? text : text + ".0"
  }

  private static func name(_ path: [String]) -> String { path.map(key).joined(separator: ".") }

  private static func key(_ text: String) -> String {
    let isBare =
      !text.isEmpty
      && text.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
      }
    return isBare ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\u{0}"..."\u{1F}", "\u{7F}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension String {
  fileprivate func replacingFirst(_ part: Character, with other: String) -> String {
    guard let index = firstIndex(of: part) else { return self }
    return self[..<index] + other + self[self.index(after: index)...]
  }
}
