/// A function, method or operator: a name with one implementation for each combination of types.
struct Function: Sendable {
  let name: String
  let overloads: [Overload]

  /// Applies the first overload that takes the arguments.
  func apply(
    _ arguments: [CELValue], _ budget: inout Budget
  ) throws(CELEvaluationError.Reason) -> CELValue {
    for overload in overloads where overload.accepts(arguments) {
      return try overload.apply(arguments, &budget)
    }
    throw .noSuchOverload(function: name, argumentTypes: arguments.map(\.type.description))
  }
}

/// One implementation of a function. The parameter types serve both the checker and the dispatch
/// at evaluation.
struct Overload: Sendable {
  typealias Implementation =
    @Sendable ([CELValue], inout Budget) throws(CELEvaluationError.Reason) -> CELValue

  let parameters: [StaticType]
  let result: StaticType
  let apply: Implementation

  init(_ parameters: [StaticType], _ result: StaticType, _ apply: @escaping Implementation) {
    self.parameters = parameters
    self.result = result
    self.apply = apply
  }

  func accepts(_ arguments: [CELValue]) -> Bool {
    parameters.count == arguments.count
      && zip(parameters, arguments).allSatisfy { $0.accepts($1) }
  }
}
