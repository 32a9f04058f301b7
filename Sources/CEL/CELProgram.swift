public import JSON

/// A compiled expression of the Common Expression Language, as Kubernetes and Flux use it: the
/// standard library with optionals, numbers compared across their types, UTC as the default time
/// zone, and the extensions strings, sets, encoders, lists and math.
///
/// Specified by the language definition of github.com/google/cel-spec. Compile once, evaluate often;
/// a program is a value and can be shared between tasks.
public struct CELProgram: Sendable {
  /// The text of the expression.
  public let source: String
  private let root: Expression
  private let limits: CELLimits

  /// Parses and checks an expression.
  ///
  /// - Parameters:
  ///   - source: The text of the expression.
  ///   - variables: The names that the input will have.
  ///   - result: What the expression must yield, as far as that can be known before evaluation.
  /// - Throws: ``CELCompileError``: the expression can never be evaluated.
  public init(
    compiling source: String, variables: CELVariables, result: CELResultType = .any,
    options: CELOptions = .default
  ) throws(CELCompileError) {
    let bytes = Array(source.utf8)
    do {
      root = try CELProgram.compile(bytes, variables, result, options)
    } catch {
      throw CELCompileError(error.reason, at: CELPosition(offset: error.offset, in: bytes))
    }
    self.source = source
    limits = options.limits
  }

  private static func compile(
    _ source: [UInt8], _ variables: CELVariables, _ result: CELResultType, _ options: CELOptions
  ) throws(CompileFailure) -> Expression {
    let root = try Parser.parse(source, options: options)
    guard options.checksTypes else { return root }
    var checker = Checker(
      variables: variables, requiresHomogeneousLiterals: options.requiresHomogeneousLiterals)
    let type = try checker.type(of: root)
    guard result.accepts(type) else {
      throw CompileFailure(
        .resultType(expected: result.typeName, found: type.description), at: root.offset)
    }
    return root
  }

  /// The value for variables given as JSON.
  ///
  /// - Throws: ``CELEvaluationError``: there is no value for this input.
  public func evaluate(_ variables: [String: JSONValue]) throws(CELEvaluationError) -> CELValue {
    try run(.json(variables))
  }

  /// The value for variables of which some are not JSON, such as the results of other expressions.
  public func evaluate(values: [String: CELValue]) throws(CELEvaluationError) -> CELValue {
    try run(.values(values))
  }

  /// The value for the members of an object as variables: `status`, `spec`, `metadata`.
  public func evaluate(membersOf object: JSONObject) throws(CELEvaluationError) -> CELValue {
    try run(.members(object))
  }

  /// The truth for variables given as JSON. A result of another type is an error.
  public func evaluateBool(_ variables: [String: JSONValue]) throws(CELEvaluationError) -> Bool {
    try bool(try evaluate(variables))
  }

  /// The truth for the members of an object as variables.
  public func evaluateBool(membersOf object: JSONObject) throws(CELEvaluationError) -> Bool {
    try bool(try evaluate(membersOf: object))
  }

  /// The truth for variables of which some are not JSON.
  public func evaluateBool(values: [String: CELValue]) throws(CELEvaluationError) -> Bool {
    try bool(try evaluate(values: values))
  }

  /// The text for variables given as JSON. A result of another type is an error.
  public func evaluateString(_ variables: [String: JSONValue]) throws(CELEvaluationError) -> String {
    try string(try evaluate(variables))
  }

  /// The text for variables of which some are not JSON.
  public func evaluateString(values: [String: CELValue]) throws(CELEvaluationError) -> String {
    try string(try evaluate(values: values))
  }

  private func string(_ value: CELValue) throws(CELEvaluationError) -> String {
    guard let text = value.stringValue else { throw unexpected(value, expected: .string) }
    return text
  }

  private func bool(_ value: CELValue) throws(CELEvaluationError) -> Bool {
    guard let truth = value.boolValue else { throw unexpected(value, expected: .bool) }
    return truth
  }

  private func unexpected(_ value: CELValue, expected: CELType) -> CELEvaluationError {
    let reason = CELEvaluationError.Reason.resultType(
      expected: expected.description, found: value.type.description)
    return CELEvaluationError(reason, at: position(root.offset))
  }

  private func run(_ bindings: Bindings) throws(CELEvaluationError) -> CELValue {
    var evaluator = Evaluator(bindings: bindings, limits: limits)
    do {
      return try evaluator.result(of: root)
    } catch {
      throw CELEvaluationError(error.reason, at: position(error.offset))
    }
  }

  private func position(_ offset: Int) -> CELPosition {
    CELPosition(offset: offset, in: Array(source.utf8))
  }
}
