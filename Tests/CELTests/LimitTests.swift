import CEL
import JSON
import Testing

@Suite struct LimitTests {
  @Test("the length and depth of an expression are bounded")
  func expressionSize() {
    let nested = String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)
    let lists = String(repeating: "[", count: 5000)
    let ternaries = String(repeating: "true ? 1 : ", count: 2000) + "1"
    let chain = "1" + String(repeating: " + 1", count: 2000)
    let selects = "v" + String(repeating: ".a", count: 2000)
    for source in [nested, lists, ternaries, chain, selects, String(repeating: "a", count: 40_000)] {
      guard case .limitExceeded? = compileError(source, variables: .any)?.reason else {
        Issue.record("\(source.prefix(20)) compiles")
        continue
      }
    }
    #expect(result(String(repeating: "!", count: 10_000) + "true") == "true")
    #expect(result("true" + String(repeating: " && true", count: 1000)) == "true")
  }

  @Test(
    "an evaluation that costs too much ends, even in a logical operator",
    arguments: [
      "lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, true)))",
      "lists.range(1000).exists(a, lists.range(1000).all(b, lists.range(1000).all(c, true))) || true",
      "lists.range(60).map(x, v).join().size() > 0", "v.replace('a', v) == ''",
      "[v, v].map(x, x.split('')).size() == 0 || true",
      "[v].map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a) == []",

      "'%s'.format([lists.range(60).map(i, v)]) == ''",

    ])
  func cost(source: String) {
    let value = result(source, ["v": .string(String(repeating: "a", count: 100_000))])
    #expect(value.hasPrefix("error: evaluation limit exceeded"), "\(value.prefix(100))")
  }

  @Test("a value that shares its parts is measured by what it would be written out")
  func sharedParts() {
    let source = "[1]" + String(repeating: ".map(x, [x, x, x, x])", count: 20)
    #expect(result(source) == "error: evaluation limit exceeded: too many steps")
    #expect(result("\(source) == \(source)") == "error: evaluation limit exceeded: too many steps")
  }
}
