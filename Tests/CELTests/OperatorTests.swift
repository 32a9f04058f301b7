import CEL
import Testing

@Suite struct OperatorTests {
  @Test("arithmetic of each numeric type")
  func arithmetic() {
    expectResults([
      ("1 + 2", "3"), ("1u + 2u", "3u"), ("1.5 + 2.0", "3.5"), ("5 - 7", "-2"), ("7u - 5u", "2u"),
      ("6 * 7", "42"), ("7 / 2", "3"), ("-7 / 2", "-3"), ("7 % 3", "1"), ("-7 % 3", "-1"), ("7u % 4u", "3u"),
      ("1.0 / 4.0", "0.25"), ("1.0 / 0.0", "inf"), ("'a' + 'b'", #""ab""#), ("b'a' + b'b'", "b[97, 98]"),
      ("[1] + [2]", "[1, 2]"),
    ])
  }

  @Test(
    "integer overflow and division by zero are errors, not traps",
    arguments: [
      ("9223372036854775807 + 1", "int overflow"), ("-9223372036854775808 - 1", "int overflow"),
      ("9223372036854775807 * 2", "int overflow"), ("-(-9223372036854775808)", "int overflow"),
      ("-9223372036854775808 / -1", "int overflow"), ("-9223372036854775808 % -1", "int overflow"),
      ("18446744073709551615u + 1u", "uint overflow"), ("0u - 1u", "uint overflow"),
      ("18446744073709551615u * 2u", "uint overflow"), ("1 / 0", "division by zero"),
      ("1u / 0u", "division by zero"), ("1 % 0", "modulus by zero"), ("1u % 0u", "modulus by zero"),
    ])
  func overflow(source: String, message: String) {
    #expect(result(source) == "error: \(message)")
  }

  @Test("equality is deep, heterogeneous and never an error")
  func equality() {
    expectTrue([
      "dyn(1) == 1u", "dyn(1) == 1.0", "dyn(1u) == 1.0", "dyn(1) != 1.5", "dyn(1) != 'a'", "dyn(null) != 0",
      "[1, 2.0] == [1.0, 2]", "{'a': [1]} == {'a': [1]}", "{'a': 1} != {'a': 2}", "{'a': 1} != {'b': 1}",
      "[1] != [1, 2]", "double('NaN') != double('NaN')", "b'a' == b'a'", "type(1) == int", "type(1) != uint",
      "optional.of(1) == optional.of(1)", "optional.of(1) != optional.none()",
      "dyn(-1) != 18446744073709551615u",
    ])
  }

  @Test("strings are compared by code points, not by canonical equivalence")
  func codePoints() {
    expectTrue([
      #"'\u00e9' != 'e\u0301'"#, #"size({'\u00e9': 1, 'e\u0301': 2}) == 2"#, #"'\uffff' < '\U00010000'"#,
      "'a' < 'b'",
    ])
  }

  @Test("K-16-14 numbers are ordered across their types")
  func ordering() {
    expectTrue([
      "1 < 2u", "1u < 2.5", "-1 < 0u", "2.5 > 2", "1 <= 1.0", "1.0 >= 1u", "18446744073709551615u > 1",
      "-1.5 < 1u", "false < true", "b'a' < b'b'", "!(double('NaN') < 1)", "!(double('NaN') >= 1)",
      "timestamp('2020-01-01T00:00:00Z') < timestamp('2021-01-01T00:00:00Z')",
      "duration('1s') < duration('1m')",
    ])
    #expect(result("dyn('a') < 1") == "error: no such overload: '_<_' applied to (string, int)")
  }

  @Test("membership in lists and maps")
  func membership() {
    expectTrue([
      "1 in [1, 2]", "!(3 in [1, 2])", "'a' in {'a': 1}", "dyn(1.0) in [1]", "dyn(1u) in {1: 'x'}", "!('x' in {})",
    ])
  }

  @Test("logical operators absorb an error that the other side makes irrelevant")
  func errorAbsorption() {
    expectTrue([
      "true || 1 / 0 == 0", "1 / 0 == 0 || true", "!(false && 1 / 0 == 0)", "!(1 / 0 == 0 && false)",
      "dyn('x') || true", "[0, 1].exists(x, 1 / x == 1)", "![0, 1].all(x, 1 / x == 2)",
    ])
    expectResults([
      ("false || 1 / 0 == 0", "error: division by zero"), ("true && 1 / 0 == 0", "error: division by zero"),
      ("1 / 0 == 0 ? 1 : 2", "error: division by zero"), ("true ? 1 : 1 / 0", "1"), ("false ? 1 / 0 : 2", "2"),
      ("[0, 1].all(x, 1 / x == 1)", "error: division by zero"),
    ])
  }

  @Test("indexes and fields")
  func access() {
    expectResults([
      ("[1, 2][1]", "2"), ("[1, 2][dyn(1.0)]", "2"), ("{'a': 1}['a']", "1"), ("{'a': 1}.a", "1"),
      ("{1: 'x'}[dyn(1u)]", #""x""#),
      ("[1][1]", "error: index out of bounds: 1"), ("[1][-1]", "error: index out of bounds: -1"),
      ("{'a': 1}.b", "error: no such key: b"), ("{'a': 1}['b']", "error: no such key: b"),
      ("dyn(1).a", "error: no such key: a"),
      ("dyn(1)[0]", "error: no such overload: '_[_]' applied to (int, int)"),
      ("{'a': 1, 'a': 2}", "error: map literal has a repeated key"),
      ("{1: 1, dyn(1u): 2}", "error: map literal has a repeated key"),
      ("{dyn(null): 1}", "error: no such overload: 'map key' applied to (null_type)"),
    ])
  }
}
