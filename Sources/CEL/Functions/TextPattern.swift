import RegularExpressions

/// A pattern of `matches`. Patterns come with expressions that others write, so its length is bounded, and what a search
/// takes counts among the steps of the evaluation.
struct TextPattern: Sendable {
  private let expression: RegularExpression

  static let maximumBytes = 4096
  /// No pattern is compiled to more steps.
  static let highestCost = 20_000

  init(_ pattern: String) throws(TextPatternError) {
    guard pattern.utf8.count <= TextPattern.maximumBytes else {
      throw TextPatternError("error parsing regexp: pattern is longer than \(TextPattern.maximumBytes) bytes")
    }
    do {
      expression = try RegularExpression(pattern)
    } catch {
      throw TextPatternError(error.description)
    }
  }

  /// What compiling it has taken.
  var cost: Int { expression.cost }

  /// Whether the pattern occurs anywhere in the text.
  func matches(_ text: String, _ budget: inout Budget) throws(CELEvaluationError.Reason) -> Bool {
    try budget.spend(reading: text.utf8.count)
    return try budget.spend { (steps: inout Int) throws(RegularExpressionError) in
      try expression.matches(Array(text.utf8), stepsLeft: &steps)
    }
  }
}

/// Why a text is no pattern.
struct TextPatternError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
