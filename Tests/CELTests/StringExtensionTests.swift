import CEL
import Testing

@Suite struct StringExtensionTests {
  @Test("N-RF-08 standard string functions count code points")
  func standard() {
    expectTrue([
      "size('héllo') == 5", "'abc'.size() == 3", "'abc'.contains('bc')", "!'abc'.contains('d')",
      "'abc'.contains('')",
      "'abc'.startsWith('ab')", "'abc'.endsWith('bc')", "!'abc'.endsWith('abcd')", "'e\\u0301'.startsWith('e')",
      "'main-1234'.matches('^main-[0-9]+$')", "matches('abc', 'b')",
    ])
  }

  @Test("N-RF-08 the strings extension")
  func strings() {
    expectTrue([
      "'tacocat'.charAt(3) == 'o'", "'abc'.charAt(3) == ''", "'abcabc'.indexOf('c') == 2",
      "'abcabc'.indexOf('c', 3) == 5",
      "'abc'.indexOf('x') == -1", "'abcabc'.lastIndexOf('b') == 4", "'abcabc'.lastIndexOf('b', 3) == 1",
      "['a', 'b'].join('-') == 'a-b'", "['a', 'b'].join() == 'ab'", "[].join(',') == ''",
      "'ÀbC'.lowerAscii() == 'Àbc'",
      "'abé'.upperAscii() == 'ABé'", "'a-b-c'.replace('-', '+') == 'a+b+c'",
      "'a-b-c'.replace('-', '+', 1) == 'a+b-c'",
      "'ab'.replace('', '.') == '.a.b.'", "'a,b,c'.split(',') == ['a', 'b', 'c']",
      "'a,b,c'.split(',', 2) == ['a', 'b,c']",
      "'ab'.split('') == ['a', 'b']", "'a'.split('') == ['a']", "''.split('') == []", "''.split(',') == ['']",
      "'a'.split(',', 0) == []",
      "'abc'.substring(1) == 'bc'", "'abc'.substring(1, 2) == 'b'", "'  a b '.trim() == 'a b'",
      "'   '.trim() == ''",
      "'abc'.reverse() == 'cba'", #"strings.quote('a"\n') == '"a\\"\\n"'"#,
    ])
    expectResults([
      ("'abc'.charAt(4)", "error: index out of range: 4"),
      ("'abc'.substring(-1)", "error: index out of range: -1"),
      ("'abc'.substring(2, 1)", "error: invalid substring range. start: 2, end: 1"),
      ("'abc'.substring(9223372036854775807)", "error: index out of range: 9223372036854775807"),
      ("[dyn(1)].join()", "error: no such overload: 'join' applied to (list(int))"),
    ])
  }

  @Test("format writes values of every type")
  func format() {
    expectResults([
      (#""%s %d%%".format(["a", 5])"#, #""a 5%""#),
      (#""%.2f %e".format([1.005, 12345.678])"#, #""1.00 1.234568e+04""#),
      (#""%x %X %o %b".format([255, 255, 8, 5])"#, #""ff FF 10 101""#), (#""%x".format(["hi"])"#, #""6869""#),
      (#""%s".format([[1, "a", {"k": null}]])"#, #""[1, a, {k: null}]""#),
      (#""%s".format([{"b": 1, "a": 2.5}])"#, #""{a: 2.5, b: 1}""#),
      (#""%d".format([])"#, "error: format: index 0 out of range"),
      (#""%d".format(["a"])"#, "error: format: %d does not take a value of type string"),
      (#""%q".format([1])"#, #"error: format: unrecognized formatting clause "q""#),
      (#""%.999999999999999999999f".format([1.0])"#, "error: format: the precision must be a number up to 100"),
      (#""%".format([1])"#, "error: format: unexpected end of the format string"),
    ])
  }
}
