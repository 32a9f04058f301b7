import CEL
import Glibc
import Testing

/// CEL's public conformance suite, if the environment variable `CEL_SPEC` names a copy of the
/// repository google/cel-spec. The counts are printed; the suite itself is not part of this project.
@Suite struct ConformanceTests {
  static let root = getenv("CEL_SPEC").map { String(cString: $0) }

  /// How many cases pass, by file. The others need protocol buffer messages, containers of names, named
  /// time zones, macros with two variables, or extensions that Flux does not enable.
  static let leastPasses: [String: Int] = [
    "basic": 43,
    "comparisons": 334,
    "conversions": 109,
    "bindings_ext": 0,
    "block_ext": 0,
    "dynamic": 0,
    "encoders_ext": 4,
    "enums": 0,
    "fields": 56,
    "fp_math": 30,
    "integer_math": 64,
    "lists": 39,
    "logic": 30,
    "macros": 44,
    "macros2": 4,
    "math_ext": 199,
    "namespace": 2,
    "network_ext": 0,
    "optionals": 59,
    "parse": 193,
    "plumbing": 5,
    "proto2": 0,
    "proto2_ext": 0,
    "proto3": 0,
    "string": 51,
    "string_ext": 213,
    "timestamps": 73,
    "type_deduction": 32,
    "unknowns": 0,
    "wrappers": 0,
  ]

  @Test(.enabled(if: root != nil), arguments: leastPasses.keys.sorted())
  func conformance(file: String) throws {
    let path = "\(try #require(Self.root))/tests/simple/testdata/\(file).textproto"
    let suite = try TextProtoParser.parse(try contents(of: path))
    var passed = 0
    var total = 0
    for section in suite.messages("section") {
      for test in section.messages("test") {
        total += 1
        let testCase = ConformanceCase(test, section: section.string("name") ?? "")
        if let problem = problem(of: testCase) {
          if getenv("CEL_SPEC_VERBOSE") != nil { print("\(file)/\(testCase.name): \(problem)") }
        } else {
          passed += 1
        }
      }
    }
    print("\(file): \(passed) of \(total)")
    #expect(passed >= Self.leastPasses[file] ?? total)
  }

  /// Nil if the case passes.
  private func problem(of test: ConformanceCase) -> String? {
    guard let bindings = test.bindings, !test.usesContainer else { return "skipped" }
    let options = CELOptions(checksTypes: test.checksTypes)
    do {
      let variables = CELVariables.only(Set(test.declared).union(bindings.keys))
      let program = try CELProgram(
        compiling: test.expression, variables: variables, options: options)
      if test.isCheckOnly { return nil }
      let value = try program.evaluate(values: bindings).exactDescription
      switch test.expectation {
      case .value(let expected): return value == expected ? nil : "\(test.expression) yields \(value), not \(expected)"
      case .failure: return "\(test.expression) yields \(value), not an error"
      case .unsupported: return "skipped: result \(value)"
      }
    } catch {
      if case .failure = test.expectation, !isMissingFeature(error) { return nil }
      return "\(test.expression): \(error)"
    }
  }

  /// A case that wants an error does not pass because this library lacks what the case is about.
  private func isMissingFeature(_ error: any Error) -> Bool {
    switch (error as? CELCompileError)?.reason {
    case .unsupported, .unknownFunction: true
    default: false
    }
  }

  private func contents(of path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "rb"), "cannot open \(path)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
