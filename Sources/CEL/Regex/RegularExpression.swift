/// A regular expression with RE2's syntax, matched in time linear to the text.
///
/// Patterns come with expressions that others write. A backtracking engine would let `(a+)+$` hold
/// a thread for years; this one advances all alternatives together, one character at a time. There
/// are no captures: `matches` asks only whether.
struct RegularExpression: Sendable {
  let program: [RegexInstruction]

  init(_ pattern: String) throws(RegexError) {
    guard pattern.utf8.count <= RegularExpression.maximumPatternBytes else {
      throw RegexError("longer than \(RegularExpression.maximumPatternBytes) bytes", pattern)
    }
    let tree = try RegexParser.parse(pattern)
    program = try RegexCompiler.compile(tree, pattern: pattern)
  }

  /// Whether the pattern occurs anywhere in the text.
  func matches(
    _ text: String, _ budget: inout Budget
  ) throws(CELEvaluationError.Reason) -> Bool {
    var machine = RegexMachine(program: program, text: try Scalars(text, &budget).values)
    return try machine.run(&budget)
  }

  static let maximumPatternBytes = 4096
  /// Repetitions are unrolled: `x{1000}` is a thousand instructions.
  static let maximumInstructions = 10_000
  /// As in RE2.
  static let maximumRepetition = 1000
  static let maximumNesting = 100
}

/// A pattern that is not one.
struct RegexError: Error, CustomStringConvertible {
  let detail: String
  let pattern: String

  init(_ detail: String, _ pattern: String) {
    self.detail = detail
    self.pattern = pattern
  }

  var description: String { "invalid regular expression '\(pattern.prefix(128))': \(detail)" }
}
