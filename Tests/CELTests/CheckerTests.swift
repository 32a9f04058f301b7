import CEL
import JSON
import Testing

@Suite struct CheckerTests {
  @Test(
    "mistakes that do not depend on the input are found before evaluation",
    arguments: [
      ("missing == 1", "1:1: undeclared reference to 'missing'"),
      ("v == 1 && nope()", "1:11: undeclared reference to function 'nope'"),
      ("v.nope()", "1:2: undeclared reference to function 'nope'"),
      ("1 + 'a'", "1:3: found no matching overload for '_+_' applied to (int, string)"),
      ("1 == 'a'", "1:3: found no matching overload for '_==_' applied to (int, string)"),
      ("!1", "1:1: found no matching overload for '!_' applied to (int)"),
      ("1 && true", "1:1: found no matching overload for '_&&_' applied to (int)"),
      ("'a'.b", "1:4: found no matching overload for 'field selection .b' applied to (string)"),
      ("[1]['a']", "1:4: found no matching overload for '_[_]' applied to (list(int), string)"),
      ("size(1)", "1:1: found no matching overload for 'size' applied to (int)"),
      ("v ? 1 : 'a'", "1:3: found no matching overload for '_?_:_' applied to (bool, int, string)"),
      ("size(v, v)", "1:1: syntax error: 'size' does not take 2 arguments"),
      ("[1].map(x, y)", "1:12: undeclared reference to 'y'"), ("x", "1:1: undeclared reference to 'x'"),
      ("['a'].all(x, x + 1 == x)", "1:16: found no matching overload for '_+_' applied to (string, int)"),
    ])
  func mistakes(source: String, message: String) {
    #expect(compileError(source, variables: ["v"])?.description == message)
  }

  @Test("variables are dyn: what depends on them compiles")
  func dynamic() {
    for source in [
      "v", "v + v == 'a'", "v + 1 == v", "v.a.b[0].c", "[v, 1].all(x, x == 'a')", "v.all(x, x.y)",
      "v.matches(v)", "v ? v : 1",
    ] {
      #expect(compileError(source, variables: ["v"]) == nil, "\(source)")
    }
  }

  private func resultError(_ source: String, _ result: CELResultType) -> CELCompileError.Reason? {
    do {
      _ = try CELProgram(compiling: source, variables: ["v"], result: result)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test("N-RF-04 an expression that is not statically boolean is refused where that is asked for")
  func resultTypes() {
    for source in [
      "true", "v.a == 1", "has(v.a)", "v.exists(x, x.y)", "[true][0]", "v.size() > 1", "v ? true : false",
      "optional.of(true).orValue(false)", "v in [1]", "v.a && v.b",
    ] {
      #expect(resultError(source, .exactly(.bool)) == nil, "\(source)")
    }
    #expect(resultError("v.ready", .exactly(.bool)) == .resultType(expected: "bool", found: "dyn"))
    #expect(resultError("v.?ready.orValue(false)", .exactly(.bool)) == .resultType(expected: "bool", found: "dyn"))
    #expect(resultError("v.ready", .possibly(.bool)) == nil)
    #expect(resultError("'a' + v", .possibly(.bool)) == .resultType(expected: "bool", found: "string"))
    #expect(resultError("[v]", .possibly(.bool)) == .resultType(expected: "bool", found: "list(dyn)"))
    #expect(resultError("'a' + v.b", .exactly(.string)) == nil)
  }

  @Test("literals of mixed types can be refused")
  func homogeneous() {
    let options = CELOptions(requiresHomogeneousLiterals: true)
    for source in ["[1, 'a']", "{'a': 1, 'b': 'c'}", "{1: 1, 'a': 2}"] {
      #expect(throws: CELCompileError.self) { try CELProgram(compiling: source, variables: [], options: options) }
      #expect(compileError(source) == nil)
    }
    #expect(throws: Never.self) { try CELProgram(compiling: "[1, dyn('a')]", variables: [], options: options) }
  }

  @Test("without type checks, mistakes fail when they are reached")
  func unchecked() throws {
    let options = CELOptions(checksTypes: false)
    let program = try CELProgram(compiling: "a || nope(1) || b", variables: [], options: options)
    #expect(try program.evaluateBool(["a": false, "b": true]))
    #expect(throws: CELEvaluationError.self) { try program.evaluateBool(["a": false]) }
  }
}
