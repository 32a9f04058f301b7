import GoQuoting
import JSON

/// Values and texts in messages.
enum MessageText {
  static func quoted(_ text: String) -> String { GoQuote.single(text) }

  /// A single character in the same way, as Go writes one.
  static func quoted(_ scalar: Unicode.Scalar) -> String { quoted(String(Character(scalar))) }

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
}
