import CEL
import JSON

/// A condition of a Receiver on its call and on an object: `req` is the body, `res` the object's metadata, `claims`
/// what the caller's token says.
struct ResourceFilter: Sendable {
  private let program: CELProgram

  /// Throws `CELCompileError`.
  init(_ expression: String, hasClaims: Bool) throws {
    var names: Set = ["res", "req"]
    if hasClaims { names.insert("claims") }
    program = try CELProgram(compiling: expression, variables: .only(names), result: .exactly(.bool))
  }

  /// Throws `CELEvaluationError`: there is no answer for this call and object.
  func accepts(_ variables: [String: JSONValue]) throws -> Bool { try program.evaluateBool(variables) }
}
