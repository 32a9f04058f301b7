import CEL
public import JSON

/// The rule of a dependency, `readyExpr`: whether it is ready, judged over it, `dep`, and who depends on it, `self`.
public enum ReadyExpression {
  public enum Verdict: Hashable, Sendable {
    case ready
    case notReady
    /// For example because a field is not there yet.
    case notEvaluable(String)
    /// The expression itself is wrong; no retry mends it.
    case invalid(String)
  }

  public static func judge(_ expression: String, dependant: JSONValue, dependency: JSONValue) -> Verdict {
    let program: CELProgram
    do {
      program = try CELProgram(compiling: expression, variables: .only(["self", "dep"]))
    } catch {
      return .invalid("\(error)")
    }
    do {
      return try program.evaluateBool(["self": dependant, "dep": dependency]) ? .ready : .notReady
    } catch {
      return .notEvaluable("\(error)")
    }
  }
}
