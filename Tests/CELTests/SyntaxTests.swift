import CEL
import Testing

@Suite struct SyntaxTests {
  @Test("operators bind and group as the language definition says")
  func precedence() {
    expectTrue([
      "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "10 - 3 - 2 == 5", "2 * 3 % 4 == 2", "-2 - -3 == 1",
      "true || false && false", "!false && true", "1 < 2 == true", "true ? (false ? false : true) : false",
      "false ? 1 == 1 : 2 == 2", "1 in [1] && !(2 in [1])", "-(1) == -1", "--1 == 1", "!!true",
      "- - 5 == 5", "-[1][0] == -1",
    ])
  }

  @Test("number literals")
  func numbers() {
    expectResults([
      ("42", "42"), ("0x2A", "42"), ("-0x10", "-16"), ("7u", "7u"), ("0xFFu", "255u"), ("1.5", "1.5"),
      (".5", "0.5"), ("1e3", "1000.0"), ("-2.5E-1", "-0.25"),
      ("-9223372036854775808", "-9223372036854775808"), ("18446744073709551615u", "18446744073709551615u"),
    ])
  }

  @Test("string and bytes literals with their escapes")
  func strings() {
    expectTrue([
      #"'\x41\u0042\U00000043\104' == "ABCD""#, #"r'\n' == '\\n'"#, #"'''a"b'c''' == "a\"b'c""#,
      "'''a\nb''' == 'a\\nb'", "'''a\r\nb''' == 'a\\nb'", #"b'\xff\377' == b'\377\xFF'"#, "b'é' == bytes('é')",
      #"size('\?\`\a\b\f\v') == 6"#, #"br'\q' == b'\\q'"#,
    ])
  }

  @Test("comments and blanks are skipped")
  func comments() {
    expectTrue(["1 // one\n + 1 == 2", "\t1\u{0C}==\r\n1 // end"])
  }

  @Test("field names may be keywords of other languages or quoted")
  func fieldNames() {
    expectTrue(["{'package': 1}.package == 1", "{'a-b.c/d e': 2}.`a-b.c/d e` == 2"])
  }

  @Test(
    "syntax errors say where and what was expected",
    arguments: [
      ("", "1:1: syntax error: expected an expression, found the end of the expression"),
      ("1 +", "1:4: syntax error: expected an expression, found the end of the expression"),
      ("(1", "1:3: syntax error: expected ')', found the end of the expression"),
      ("1 2", "1:3: syntax error: expected an operator or the end of the expression, found a number"),
      ("'é' +\n  ]", "2:3: syntax error: expected an expression, found ']'"),
      ("'é' ]", "1:5: syntax error: expected an operator or the end of the expression, found ']'"),
      ("true ? 1", "1:9: syntax error: expected ':', found the end of the expression"),
      ("'abc", "1:1: syntax error: the string is not closed"),
      ("'a\nb'", "1:3: syntax error: expected the closing quote before the end of the line"),
      (#"'\q'"#, #"1:2: syntax error: unknown escape in a string; write '\\' for a backslash"#),
      (#"'\ud800'"#, "1:2: syntax error: the escape is not a Unicode code point"),
      ("9223372036854775808", "1:1: syntax error: the integer does not fit into 64 bits"),
      ("99999999999999999999", "1:1: syntax error: the integer does not fit into 64 bits"),
      ("1e999", "1:1: syntax error: the number does not fit into a double"),
      ("12abc", "1:3: syntax error: expected an operator after the number"),
      ("a = b", "1:3: syntax error: unexpected character '='"),
      ("1 & 2", "1:3: syntax error: unexpected character '&'"),
      ("while", "1:1: syntax error: 'while' is a reserved word"),
      ("a.in", "1:3: syntax error: expected a field name after '.', found 'in'"),
      ("[1].all(1, true)", "1:9: syntax error: the first argument of the macro must be a simple name"),
      ("[1].all(x)", "1:4: syntax error: the macro 'all' does not take 1 arguments"),
      ("has(1)", "1:5: syntax error: has() expects a field selection such as has(a.b)"),
      ("Msg{a: 1}", "1:1: not supported: protocol buffer messages; use a map literal"),
    ])
  func positions(source: String, message: String) {
    #expect(compileError(source, variables: .any)?.description == message)
  }
}
