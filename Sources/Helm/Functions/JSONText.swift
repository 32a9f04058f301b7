import GoTemplate
import JSON

/// Values as JSON text and back, as Go's `encoding/json` does it.
enum JSONText {
  /// `toJson`: compact, names in order, `<`, `>` and `&` escaped.
  static func text(_ value: TemplateValue) throws(TemplateError) -> String {
    String(decoding: bytes(try value.jsonValue()), as: UTF8.self)
  }

  static func bytes(_ value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    write(value, to: &out)
    return out
  }

  private static func write(_ value: JSONValue, to out: inout [UInt8]) {
    switch value {
    case .null: out += Array("null".utf8)
    case .bool(let flag): out += Array((flag ? "true" : "false").utf8)
    case .number(let number): out += Array(number.text.utf8)
    case .string(let text): write(text, to: &out)
    case .array(let items):
      out.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(item, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let object):
      out.append(UInt8(ascii: "{"))
      for (index, member) in object.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(member.key, to: &out)
        out.append(UInt8(ascii: ":"))
        write(member.value, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)

  private static func write(_ text: String, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: out += [UInt8(ascii: "\\"), UInt8(scalar.value)]
      case 0x08: out += Array("\\b".utf8)
      case 0x0C: out += Array("\\f".utf8)
      case 0x0A: out += Array("\\n".utf8)
      case 0x0D: out += Array("\\r".utf8)
      case 0x09: out += Array("\\t".utf8)
      case 0..<0x20, 0x3C, 0x3E, 0x26:
        out += Array("\\u00".utf8)
        out += [digits[Int(scalar.value >> 4)], digits[Int(scalar.value & 15)]]
      case 0x2028: out += Array("\\u2028".utf8)
      case 0x2029: out += Array("\\u2029".utf8)
      default: out += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  static func map(_ text: [UInt8]) throws(HelmError) -> TemplateMap {
    switch try parse(text) {
    case .object(let object): return TemplateMap(object)
    case .null: return TemplateMap()
    case let other: throw wrongType(other, "map[string]interface {}")
    }
  }

  static func list(_ text: [UInt8]) throws(HelmError) -> TemplateList {
    switch try parse(text) {
    case .array(let items): return TemplateList(items.map { TemplateValue($0) })
    case .null: return TemplateList(nilOf: .any)
    case let other: throw wrongType(other, "[]interface {}")
    }
  }

  private static func parse(_ text: [UInt8]) throws(HelmError) -> JSONValue {
    do throws(JSONError) {
      return try JSONParser.parse(text)
    } catch {
      throw HelmError(.template, GoJSONError.text(error, in: text))
    }
  }

  private static func wrongType(_ value: JSONValue, _ type: String) -> HelmError {
    let kind =
      switch value {
      case .null: "null"
      case .bool: "bool"
      case .number: "number"
      case .string: "string"
      case .array: "array"
      case .object: "object"
      }
    return HelmError(.template, "json: cannot unmarshal \(kind) into Go value of type \(type)")
  }
}
