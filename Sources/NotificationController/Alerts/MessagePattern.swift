import RegularExpressions

/// A regular expression that is looked for in messages, in RE2's syntax. Searching never backtracks: a pattern comes
/// from whoever may create an Alert, and every event would wait for it.
struct MessagePattern: Sendable {
  let source: String
  /// `nil` for what is compiled anew for each search, so that patterns cannot fill the memory.
  private let expression: RegularExpression?

  /// `nil` when the text is no regular expression.
  init?(_ source: String) {
    guard let expression = try? RegularExpression(source) else { return nil }
    self.source = source
    self.expression = MessagePattern.staysSmall(source) ? expression : nil
  }

  /// Whether the expression is found anywhere in the message. Where the steps do not suffice to tell, it is not.
  func isFound(in message: [UInt8], steps: Int) -> Bool {
    guard let expression = expression ?? (try? RegularExpression(source)) else { return false }
    return (try? expression.matches(message, steps: steps)) ?? false
  }

  /// Without counted repetitions a compiled pattern is a small multiple of its text; `x{1000}` is a thousand times it.
  private static func staysSmall(_ source: String) -> Bool { source.utf8.count <= 1024 && !source.contains("{") }
}

extension MessagePattern {
  /// Steps that all patterns of an Alert may take together for one message, about a tenth of a second.
  static let budget = 20_000_000
  /// What each of them may take at least, however many there are.
  static let leastSteps = 100_000

  /// Whether one of some patterns is found in the message.
  static func anyIsFound(_ patterns: [MessagePattern], in message: [UInt8]) -> Bool {
    guard !patterns.isEmpty else { return false }
    let steps = max(leastSteps, budget / patterns.count)
    return patterns.contains { $0.isFound(in: message, steps: steps) }
  }
}
