/// A regular expression in the syntax of Go (RE2), matched in time proportional to the text.
///
/// Whoever writes a kustomization may be hostile, so there is no backtracking. Captures are not kept; classes of
/// Unicode (`\p`) and back references are not supported, the latter not by Go either.
package struct Pattern: Sendable {
  private let program: PatternProgram?
  /// The text of a pattern that is nothing but letters.
  private let literal: String?

  /// A pattern that must match a text as a whole.
  package init(whole pattern: String) throws {
    if Self.isLiteral(pattern) {
      literal = pattern
      program = nil
      return
    }
    literal = nil
    program = try PatternProgram("^(?:\(pattern))$")
  }

  /// A pattern that may match anywhere in a text.
  init(anywhere pattern: String) throws {
    literal = nil
    program = try PatternProgram(pattern)
  }

  package func matches(_ text: String) -> Bool {
    if let literal { return text == literal }
    return program?.matches(text) ?? false
  }

  private static func isLiteral(_ pattern: String) -> Bool {
    pattern.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_" || $0 == "/" || $0 == ":" || $0 == " " }
  }
}
