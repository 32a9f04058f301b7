import RegularExpressions

/// A regular expression of a selector.
package struct Pattern: Sendable {
  private let expression: RegularExpression?
  /// The text of a pattern that is nothing but letters.
  private let literal: String?

  /// A pattern that must match a text as a whole.
  package init(whole pattern: String) throws {
    literal = Self.isLiteral(pattern) ? pattern : nil
    expression = literal == nil ? try Self.expression("^(?:\(pattern))$") : nil
  }

  /// A pattern that may match anywhere in a text.
  init(anywhere pattern: String) throws {
    literal = nil
    expression = try Self.expression(pattern)
  }

  private static func expression(_ pattern: String) throws -> RegularExpression {
    do { return try RegularExpression(pattern) } catch { throw KustomizeError("\(error)") }
  }

  package func matches(_ text: String) -> Bool {
    if let literal { return text == literal }
    // Names and values are short; what would take a thousand million steps all the same selects nothing.
    return (try? expression?.matches(text)) ?? false
  }

  /// Whether a text has no signs that mean something in a pattern.
  static func isLiteral(_ pattern: String) -> Bool {
    pattern.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"),
        UInt8(ascii: ":"), UInt8(ascii: " "):
        true
      default: false
      }
    }
  }
}
