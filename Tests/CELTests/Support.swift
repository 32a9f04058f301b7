import CEL
import JSON
import Testing

/// The value of an expression as ``CELValue/exactDescription``, or its error.
func result(_ source: String, _ variables: [String: JSONValue] = [:]) -> String {
  do {
    let program = try CELProgram(compiling: source, variables: .only(Set(variables.keys)))
    return try program.evaluate(variables).exactDescription
  } catch let error as CELEvaluationError {
    return "error: \(error.reason)"
  } catch let error as CELCompileError {
    return "compile error: \(error.reason)"
  } catch {
    return "\(error)"
  }
}

/// Expects each expression to be true.
func expectTrue(
  _ expressions: [String], _ variables: [String: JSONValue] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for expression in expressions {
    let value = result(expression, variables)
    #expect(value == "true", "\(expression)", sourceLocation: sourceLocation)
  }
}

/// Expects the value of each expression.
func expectResults(
  _ table: [(expression: String, value: String)], _ variables: [String: JSONValue] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (expression, value) in table {
    let found = result(expression, variables)
    #expect(found == value, "\(expression)", sourceLocation: sourceLocation)
  }
}

func compileError(_ source: String, variables: CELVariables = []) -> CELCompileError? {
  do {
    _ = try CELProgram(compiling: source, variables: variables)
    return nil
  } catch {
    return error
  }
}
