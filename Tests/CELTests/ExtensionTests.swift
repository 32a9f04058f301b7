import CEL
import JSON
import Testing

@Suite struct ExtensionTests {
  @Test("N-RF-08 sets")
  func sets() {
    expectTrue([
      "sets.contains([1, 2, 3], [1, 3])", "!sets.contains([1], [2])", "sets.contains([1], [])",
      "sets.equivalent([1, 2], [2, 1, 1])",
      "!sets.equivalent([1], [1, 2])", "sets.intersects([1, 2], [2, 3])", "!sets.intersects([1], [])",
      "sets.contains([1], [1.0, 1u].map(x, dyn(x)))",
    ])
  }

  @Test("N-RF-08 encoders")
  func encoders() {
    expectTrue([
      "base64.encode(b'hello') == 'aGVsbG8='", "base64.decode('aGVsbG8=') == b'hello'",
      "base64.decode('aGVsbG8') == b'hello'",
      "base64.encode(b'') == ''", "base64.decode(base64.encode(b'\\xff\\x00')) == b'\\xff\\x00'",
    ])
    #expect(result("base64.decode('a')") == "error: base64.decode: the text is not base64")
    #expect(result("base64.decode('a*b=')") == "error: base64.decode: the text is not base64")
  }

  @Test("N-RF-08 K-16-14 optional types with their syntax")
  func optionals() {
    expectTrue(
      [
        "o.?a.orValue(0) == 1", "o.?x.orValue(7) == 7", "o.?m.k.hasValue()", "!o.?x.y.z.hasValue()",
        "o[?'a'].value() == 1",
        "[1][?0].value() == 1", "![1][?5].hasValue()", "o.?x.or(optional.of(2)).value() == 2",
        "optional.of(1).or(optional.of(1 / 0)).value() == 1",
        "optional.of(1).orValue(1 / 0) == 1", "!optional.ofNonZeroValue('').hasValue()",
        "optional.ofNonZeroValue('a').value() == 'a'",
        "o.?a.optMap(v, v + 1).value() == 2", "!o.?x.optMap(v, v + 1).hasValue()",
        "o.?m.optFlatMap(m, m.?k).value() == 'v'",
        "[?o.?a, ?o.?x, 3] == [1, 3]", "{?'a': o.?a, ?'x': o.?x} == {'a': 1}",
        "type(optional.none()) == optional_type",
        "[1, 2].first().value() == 1", "[1, 2].last().value() == 2", "![].first().hasValue()",
        "optional.unwrap([optional.of(1), optional.none()]) == [1]",
      ], ["o": ["a": 1, "m": ["k": "v"]]])
    #expect(result("optional.none().value()") == "error: optional.none() dereference")
    #expect(result("o.?a.b", ["o": ["a": 1]]) == "error: no such key: b")
  }

  @Test("lists and math")
  func listsAndMath() {
    expectTrue([
      "lists.range(3) == [0, 1, 2]", "lists.range(-1) == []", "[3, 1, 2].sort() == [1, 2, 3]",
      "[1, 1, 2].distinct() == [1, 2]", "[1, 2, 3].slice(1, 3) == [2, 3]",
      "[1, [2, [3]]].flatten() == [1, 2, [3]]", "[1, [2, [3]]].flatten(2) == [1, 2, 3]",
      "[1, 2].reverse() == [2, 1]",
      "math.greatest(1, 2.5, 2u) == 2.5", "math.least([3, 1]) == 1", "math.abs(-2) == 2",
      "math.ceil(1.2) == 2.0", "math.round(2.5) == 3.0",
      "math.sign(-3) == -1", "math.bitAnd(6, 3) == 2", "math.bitShiftLeft(1, 70) == 0",
      "math.bitShiftRight(-1, 63) == 1", "math.sqrt(9) == 3.0",
    ])
    expectResults([
      ("[1, 2].slice(1, 5)", "error: slice: cannot slice(1, 5), list has 2 elements"),
      ("[1, 'a'].sort()", "error: sort: the elements must be of one type that has an order"),
      ("math.abs(-9223372036854775808)", "error: int overflow"),
      ("math.bitShiftLeft(1, -1)", "error: bit shift: the offset must not be negative"),
      ("lists.range(9223372036854775807)", "error: evaluation limit exceeded: too much memory"),
      ("math.greatest([])", "error: math.greatest: the list must not be empty"),
    ])
  }
}
