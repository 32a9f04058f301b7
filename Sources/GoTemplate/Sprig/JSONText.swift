import Digests
import GoQuoting
import JSON

extension TemplateFunctions {
  mutating func addJSON() {
    add("fromJson", [.string]) { call in
      (try? JSONText.decode(call.bytes(0))) ?? .null
    }
    add("mustFromJson", [.string]) { call throws(TemplateError) in try JSONText.decode(call.bytes(0)) }
    let writers: [(String, String, JSONText.Style)] = [
      ("toJson", "mustToJson", JSONText.Style()),
      ("toPrettyJson", "mustToPrettyJson", JSONText.Style(isPretty: true)),
      ("toRawJson", "mustToRawJson", JSONText.Style(escapesHTML: false)),
    ]
    for (name, must, style) in writers {
      add(must, [.any]) { call throws(TemplateError) in .string(try JSONText.encode(call[0], style)) }
      if name == "toRawJson" {
        // The only one of the three that does not swallow its errors.
        add(name, [.any]) { call throws(TemplateError) in .string(try JSONText.encode(call[0], style)) }
      } else {
        add(name, [.any]) { call in .string((try? JSONText.encode(call[0], style)) ?? "") }
      }
    }
  }
}

/// JSON as Go's `encoding/json` writes it.
enum JSONText {
  struct Style: Sendable {
    var escapesHTML = true
    var isPretty = false
  }

  static func decode(_ bytes: [UInt8]) throws(TemplateError) -> TemplateValue {
    do throws(JSONError) {
      return TemplateValue(try JSONValue(parsing: bytes))
    } catch {
      throw TemplateError(message(error, bytes))
    }
  }

  /// The error in the words of Go's decoder, where it has the same.
  private static func message(_ error: JSONError, _ bytes: [UInt8]) -> String {
    guard case .unexpectedEnd = error.reason else {
      guard bytes.indices.contains(error.offset) else { return "unexpected end of JSON input" }
      let found =
        Scalars.decode(bytes, at: error.offset).map { String($0.0) } ?? "\\x" + Hex.encode([bytes[error.offset]])
      let place =
        switch error.reason {
        case .unexpectedByte(_, let expected): places[expected] ?? "looking for beginning of value"
        case .trailingData: "after top-level value"
        case .invalidNumber: "in numeric literal"
        case .invalidString: "in string literal"
        case .unexpectedEnd, .tooDeep: "in value"
        }
      return "invalid character '\(found)' \(place)"
    }
    return "unexpected end of JSON input"
  }

  private static let places: [String: String] = [
    "a value": "looking for beginning of value", "a key": "looking for beginning of object key string",
    "':'": "after object key", "',' or '}'": "after object key:value pair", "',' or ']'": "after array element",
  ]

  static func encode(_ value: TemplateValue, _ style: Style) throws(TemplateError) -> String {
    var out: [UInt8] = []
    try write(value, style, level: 0, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  private static func write(
    _ value: TemplateValue, _ style: Style, level: Int, to out: inout [UInt8]
  ) throws(TemplateError) {
    guard level < TemplateLimits.valueDepth else { throw TemplateError("json: unsupported value: encountered a cycle") }
    switch value {
    case .null: out += Array("null".utf8)
    case .bool(let value): out += Array((value ? "true" : "false").utf8)
    case .int(let value): out += Array(String(value).utf8)
    case .int64(let value): out += Array(String(value).utf8)
    case .uint8(let value): out += Array(String(value).utf8)
    case .uint64(let value): out += Array(String(value).utf8)
    case .float64(let value):
      guard value.isFinite else { throw TemplateError("json: unsupported value: \(FloatText.general(value))") }
      out += Array(FloatText.json(value).utf8)
    case .string(let text): write(Array(text.utf8), style, to: &out)
    case .rawString(let bytes): write(bytes, style, to: &out)
    case .bytes(let bytes): write(Array(Base64Text.encode(bytes)), style, to: &out)
    case .list(let list):
      if list.isNil {
        out += Array("null".utf8)
        return
      }
      try write(list.elements.count, "[", "]", style, level, &out) { index, out throws(TemplateError) in
        try write(list.elements[index], style, level: level + 1, to: &out)
      }
    case .map(let map):
      if map.isNil {
        out += Array("null".utf8)
        return
      }
      try write(map.count, "{", "}", style, level, &out) { index, out throws(TemplateError) in
        let member = map.members[index]
        write(Array(member.key.utf8), style, to: &out)
        out += Array((style.isPretty ? ": " : ":").utf8)
        try write(member.value, style, level: level + 1, to: &out)
      }
    case .object(let object):
      if let contents = object.encoded ?? object.contents {
        return try write(contents, style, level: level + 1, to: &out)
      }
      write(Array(object.text.utf8), style, to: &out)
    }
  }

  private static func write(
    _ count: Int, _ open: String, _ close: String, _ style: Style, _ level: Int, _ out: inout [UInt8],
    _ element: (Int, inout [UInt8]) throws(TemplateError) -> Void
  ) throws(TemplateError) {
    out += Array(open.utf8)
    for index in 0..<count {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      if style.isPretty { breakLine(level + 1, &out) }
      try element(index, &out)
    }
    if style.isPretty, count > 0 { breakLine(level, &out) }
    out += Array(close.utf8)
  }

  private static func breakLine(_ level: Int, _ out: inout [UInt8]) {
    out.append(0x0A)
    out.append(contentsOf: repeatElement(0x20, count: level * 2))
  }

  private static func write(_ bytes: [UInt8], _ style: Style, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    var index = 0
    while index < bytes.count {
      let (scalar, width) = Scalars.decode(bytes, at: index) ?? ("\u{FFFD}", 1)
      if Scalars.decode(bytes, at: index) == nil {
        out += Array("\u{FFFD}".utf8)
      } else if let escape = escape(scalar, style) {
        out += Array(escape.utf8)
      } else {
        out += bytes[index..<index + width]
      }
      index += width
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func escape(_ scalar: Unicode.Scalar, _ style: Style) -> String? {
    switch scalar.value {
    case 0x22: return "\\\""
    case 0x5C: return "\\\\"
    case 0x08: return "\\b"
    case 0x0C: return "\\f"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    case 0..<0x20:
      let hex = String(scalar.value, radix: 16)
      return "\\u00" + (hex.utf8.count < 2 ? "0" : "") + hex
    case 0x3C, 0x3E, 0x26: return style.escapesHTML ? "\\u00" + String(scalar.value, radix: 16) : nil
    case 0x2028, 0x2029: return "\\u" + String(scalar.value, radix: 16)
    default: return nil
    }
  }
}
