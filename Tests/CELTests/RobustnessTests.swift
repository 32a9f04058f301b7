import CEL
import JSON
import Testing

/// Whatever the text, compiling and evaluating it ends with a value or an error.
@Suite struct RobustnessTests {
  private static let variables: [String: JSONValue] = [
    "v": ["a": [1, 2.5, "x", .null, true], "b": ["c": "text"]], "n": .number(JSONNumber(Int64.min)), "s": "añ😀",
  ]

  private func run(_ source: String) {
    for checksTypes in [true, false] {
      let options = CELOptions(limits: CELLimits(steps: 20_000, producedBytes: 200_000), checksTypes: checksTypes)
      guard let program = try? CELProgram(compiling: source, variables: .any, options: options) else { continue }
      _ = (try? program.evaluate(Self.variables))?.json
    }
  }

  @Test("random bytes")
  func randomBytes() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      let count = Int.random(in: 0...60, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      run(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("random sequences of tokens")
  func randomTokens() {
    var generator = SeededGenerator(seed: 2)
    let tokens = [
      "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-", "*", "/", "%", "!", "==", "<", "&&", "||",
      " in ", "v", "x", "has", "all", "map", "1", "-9223372036854775808",
      "2u", ".5", "'s'", "b'b'", "true", "null", "size", "optional.of", "orValue", "matches", "//", "`q`", "\\",
      "\"\"\"",
    ]
    for _ in 0..<5000 {
      run(generator.pick(upTo: 20, from: tokens).joined())
    }
  }

  @Test("random expressions of valid syntax")
  func randomExpressions() {
    var generator = ExpressionGenerator(generator: SeededGenerator(seed: 3))
    for _ in 0..<6000 { run(generator.expression(depth: 5)) }
  }

  @Test("random patterns on random texts")
  func randomPatterns() throws {
    var generator = SeededGenerator(seed: 4)
    let parts = [
      "a", "b", ".", "*", "+", "?", "(", ")", "[", "]", "^", "$", "|", "{2}", "{0,3}", "\\d", "\\b", "-",
      "(?i)", "[^", "\\pL", "\\", "é", "[:alpha:]",
    ]
    let limits = CELLimits(steps: 50_000)
    let program = try CELProgram(compiling: "t.matches(p)", variables: ["t", "p"], options: CELOptions(limits: limits))
    for _ in 0..<5000 {
      let pattern = generator.pick(upTo: 12, from: parts).joined()
      let text = generator.pick(upTo: 20, from: ["a", "b", "1", "é", "-", "\n"]).joined()
      _ = try? program.evaluate(["t": .string(text), "p": .string(pattern)])
    }
  }
}
