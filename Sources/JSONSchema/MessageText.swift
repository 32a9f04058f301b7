import JSON

/// Values and texts in messages.
enum MessageText {
  /// In single quotes, with what cannot be printed escaped.
  static func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": result += "\\'"
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{7}": result += "\\a"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\u{b}": result += "\\v"
      case "\u{0}"..<" ", "\u{7F}": result += "\\x" + hex(scalar, 2)
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += scalar.value < 0x10000 ? "\\u" + hex(scalar, 4) : "\\U" + hex(scalar, 8)
        }
      }
    }
    return result + "'"
  }

  /// A single character in the same way, as Go writes one.
  static func quoted(_ scalar: Unicode.Scalar) -> String { quoted(String(Character(scalar))) }

  /// In double quotes.
  static func doublyQuoted(_ text: String) -> String {
    let inner = quoted(text).dropFirst().dropLast().replacing("\\'", with: "'").replacing("\"", with: "\\\"")
    return "\"\(inner)\""
  }

  static func list(_ texts: [String]) -> String { texts.map(quoted).joined(separator: ", ") }

  /// A value of the schema.
  static func value(_ value: JSONValue) -> String {
    switch value {
    case .null: "<nil>"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): number.text
    case .string(let text): quoted(text)
    case .array, .object: "value"
    }
  }

  private static func hex(_ scalar: Unicode.Scalar, _ width: Int) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x7F { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
