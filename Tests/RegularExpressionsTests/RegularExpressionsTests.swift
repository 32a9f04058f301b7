import RegularExpressions
import Testing

@Suite("Regular expressions mean what they mean in Go")
struct RegularExpressionsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let pattern: String
    let text: String
    /// Each match with its groups, as Go prints the indices.
    let expected: String

    init(_ pattern: String, _ text: String, _ expected: String) {
      self.pattern = pattern
      self.text = text
      self.expected = expected
    }

    var testDescription: String { "\(pattern) in \(text)" }
  }

  private func found(_ pattern: String, _ text: String) -> String {
    do throws(RegularExpressionError) {
      let matches = try RegularExpression(pattern).allMatches(in: Array(text.utf8))
      let shown = matches.map { match in
        let bounds = match.groups.flatMap { [$0?.lowerBound ?? -1, $0?.upperBound ?? -1] }
        return "[" + bounds.map(String.init).joined(separator: " ") + "]"
      }
      return "[" + shown.joined(separator: " ") + "]"
    } catch {
      return error.description
    }
  }

  @Test("all matches and their groups", arguments: matchCases)
  func matches(_ test: Case) {
    #expect(found(test.pattern, test.text) == test.expected)
  }

  @Test("malformed patterns are refused in Go's words", arguments: errorCases)
  func errors(_ test: Case) {
    #expect(found(test.pattern, test.text) == test.expected)
  }
}
