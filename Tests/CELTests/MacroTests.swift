import CEL
import JSON
import Testing

@Suite struct MacroTests {
  @Test("macros over lists and the keys of maps")
  func macros() {
    expectTrue([
      "[1, 2].all(x, x > 0)", "![1, 2].all(x, x > 1)", "[].all(x, false)", "[1, 2].exists(x, x == 2)",
      "![].exists(x, true)",
      "[1, 2].exists_one(x, x == 2)", "![1, 1].exists_one(x, x == 1)", "[1].existsOne(x, true)",
      "[1, 2, 3].filter(x, x % 2 == 1) == [1, 3]", "[1, 2].map(x, x * 2) == [2, 4]",
      "[1, 2, 3].map(x, x > 1, x * 2) == [4, 6]", "{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])",
      "{'b': 1}.map(k, k + '!') == ['b!']", "{'a': 1}.exists(k, k == 'a')",
    ])
  }

  @Test("a macro's variable hides outer names, a leading dot reaches past it")
  func scopes() {
    expectTrue(
      ["[1, 2].all(x, [3].all(x, x == 3))", "[1].all(x, .x == 9 && x == 1)", "[[1, 2], [3]].all(l, l.all(e, e > 0))"],

      ["x": 9])
  }

  @Test("has asks for a field without reading it")
  func has() {
    expectTrue(
      ["has(o.a)", "!has(o.b)", "has(o.n)", "!has(o.a.b)", "has({'x': 1}.x)", "!has(o.?b.c)"],
      ["o": ["a": ["c": 1], "n": .null]])
    #expect(result("has(o.b.c)", ["o": ["a": 1]]) == "error: no such key: b")
  }

  @Test("a condition must be a bool, a range a list or map")
  func wrongTypes() {
    #expect(result("[1].filter(x, dyn(1))") == "error: no such overload: 'filter()' applied to (int)")
    #expect(result("dyn(1).all(x, true)") == "error: no such overload: 'comprehension' applied to (int)")
    #expect(result("1.all(x, true)") == "compile error: found no matching overload for 'all()' applied to (int)")
  }
}
