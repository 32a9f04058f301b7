import CEL
import JSON
import Testing

@Suite struct ProgramTests {
  static let object: JSONObject = [
    "apiVersion": "example.com/v1",
    "metadata": ["generation": 3, "labels": ["app": "web"]],
    "status": [
      "observedGeneration": 3, "ratio": 0.5,
      "conditions": [["type": "Ready", "status": "True"], ["type": "Synced", "status": "False"]],
    ],
  ]

  @Test("K-16-14 an object's top-level fields are variables")
  func members() throws {
    let source = """
      status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')
        && metadata.generation == status.observedGeneration
      """
    let program = try CELProgram(compiling: source, variables: .any, result: .possibly(.bool))
    #expect(try program.evaluateBool(membersOf: Self.object))
  }

  @Test("K-16-16 a missing field is an evaluation error that names the key and the place")
  func missingField() throws {
    let program = try CELProgram(compiling: "status.ready == true", variables: ["status"])
    let error = #expect(throws: CELEvaluationError.self) { try program.evaluateBool(membersOf: Self.object) }
    #expect(error?.reason == .noSuchKey("ready"))
    #expect(error?.position == CELPosition(line: 1, column: 7))
    #expect(error?.description == "no such key: ready (at 1:7)")
  }

  @Test("K-07-05 whole objects as variables, the result a bool")
  func wholeObjects() throws {
    let program = try CELProgram(
      compiling: """
        dep.metadata.labels['app'] == self.metadata.labels['app']
          && dep.metadata.generation >= self.status.ratio
        """,

      variables: ["self", "dep"], result: .exactly(.bool))
    #expect(try program.evaluateBool(["self": .object(Self.object), "dep": .object(Self.object)]))
  }

  @Test("a result of another type than asked for is an evaluation error")
  func resultTypes() throws {
    let program = try CELProgram(compiling: "v", variables: ["v"])
    #expect(try program.evaluateBool(["v": true]))
    #expect(try program.evaluateString(["v": "a"]) == "a")
    #expect(throws: CELEvaluationError.self) { try program.evaluateBool(["v": "a"]) }
    #expect(throws: CELEvaluationError.self) { try program.evaluateString(["v": 1]) }
    #expect(throws: CELEvaluationError.self) { try program.evaluate([:]) }
  }

  @Test("numbers of JSON become int, uint or double")
  func numbers() {
    let variables: [String: JSONValue] = [
      "i": 1, "d": 1.5, "u": .number(JSONNumber(UInt64.max)),
      "big": .number(JSONNumber(text: "1e400") ?? JSONNumber(0)),
    ]
    expectResults(
      [
        ("type(i)", "type(int)"), ("type(d)", "type(double)"), ("u", "18446744073709551615u"),
        ("type(big)", "type(double)"),
      ],

      variables)
  }

  @Test("results can be inputs, and turn into JSON")
  func values() throws {
    let first = try CELProgram(compiling: "{'a': [1, 2u, 'x', null, duration('1s')]}", variables: []).evaluate([:])
    let variables: [String: CELValue] = ["vars": .map(CELMap(["one": first]))]
    let second = try CELProgram(compiling: "vars.one.a", variables: ["vars"]).evaluate(values: variables)
    #expect(second.json == [1, 2, "x", .null, "1s"])
    let third = try CELProgram(
      compiling: "vars.one.a[4] == duration('1s')", variables: ["vars"], result: .exactly(.bool))
    #expect(try third.evaluateBool(values: variables))
    let fourth = try CELProgram(compiling: "vars.one.a[2]", variables: ["vars"])
    #expect(try fourth.evaluateString(values: variables) == "x")
  }
}
