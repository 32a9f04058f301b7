import CEL
import JSON
import Testing

@Suite struct RegularExpressionTests {
  private func matches(_ text: String, _ pattern: String) -> String {
    result("t.matches(p)", ["t": .string(text), "p": .string(pattern)])
  }

  @Test(
    "RE2 syntax that matches",
    arguments: [
      ("abc", "b"), ("abc", "^abc$"), ("", ""), ("", "^$"), ("aXc", "a.c"), ("abab", "^(ab)+$"), ("ac", "ab?c"),
      ("abbb", "ab{3}"), ("abbb", "^ab{2,}$"),
      ("abb", "^ab{1,2}$"), ("x{", "x{"), ("x{,2}", "x{,2}"), ("foo", "bar|foo"), ("b", "[abc]"),
      ("d", "[^abc]"), ("-", "[a-]"), ("]", "[]]"), ("m", "[a-z]"),
      ("5", "\\d"), ("a_1", "^\\w+$"), (" ", "\\s"), ("a", "[\\D]"), ("é", "\\pL"), ("É", "\\p{Lu}"),
      ("1", "\\P{L}"), ("a1", "[[:alpha:]][[:digit:]]"), ("!", "[[:^alnum:]]"),
      ("ABC", "(?i)abc"), ("É", "(?i)é"), ("aBc", "a(?i:b)c"), ("a\nb", "a(?s).b"), ("a\nb", "(?m)^b$"),
      ("foo bar", "\\bbar\\b"), ("foobar", "o\\Bb"), ("a.b", "a\\.b"), ("a.b", "\\Qa.b\\E"),
      ("\n", "\\n"), ("A", "\\x41"), ("😀", "\\x{1F600}"), ("A", "\\101"), ("ab", "(?P<name>a)(?<other>b)"),
      ("aaa", "^a*?$"), ("v1.2.3", "^v?[0-9]+(\\.[0-9]+){2}$"), ("ab", "\\Aab\\z"), ("日本", "^..$"),
      ("a", "(|a)*"), ("aab", "(a*)*b"), ("x", "(?U)x+"),
    ])
  func matching(text: String, pattern: String) {
    #expect(matches(text, pattern) == "true")
  }

  @Test(
    "RE2 syntax that does not match",
    arguments: [
      ("abc", "^b"), ("abc", "b$"), ("a\nb", "a.b"), ("a\nb", "^b"), ("abc", "abcd"), ("d", "[abc]"),
      ("b", "[^abc]"), ("é", "\\w"), ("ABC", "abc"), ("aBC", "a(?i:b)c"), ("abbb", "^ab{1,2}$"),
      ("foobar", "\\bbar"),
    ])
  func notMatching(text: String, pattern: String) {
    #expect(matches(text, pattern) == "false")
  }

  @Test(
    "what RE2 refuses is refused",
    arguments: [
      "(", ")", "[", "[a", "[b-a]", "*a", "a**", "a{2}{3}", "a{2,1}", "a{1001}", "\\", "\\1", "\\y",
      "\\p{Nope}", "(?<>a)", "(?=a)", "(?!a)", "(?z)", "[[:nope:]]", "\\x{110000}", "\\xg1",
      "(((a{1000}){1000}){1000})",
      String(repeating: "(", count: 500) + String(repeating: ")", count: 500),
      String(repeating: "a", count: 5000),
    ])
  func refused(pattern: String) {
    #expect(matches("a", pattern).hasPrefix("error: error parsing regexp: "))
  }

  @Test("a bad literal pattern fails to compile")
  func literalPattern() {
    let message = "1:13: syntax error: error parsing regexp: missing closing ): `(`"
    #expect(compileError("'a'.matches('(')")?.description == message)
  }

  @Test("patterns that explode in backtracking engines are linear here")
  func hostilePatterns() {
    let text = String(repeating: "a", count: 2000) + "!"
    for pattern in ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)x", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
      #expect(matches(text, pattern) == "false")
    }
  }

  @Test("matching stops at the cost limit")
  func cost() {
    let text = String(repeating: "a", count: 100_000)
    #expect(matches(text, "(a?){500}b") == "error: evaluation limit exceeded: too many steps")
  }
}
