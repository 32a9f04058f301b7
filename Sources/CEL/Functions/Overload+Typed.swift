/// Overloads written as Swift functions over Swift types; the signature gives the CEL types.
extension Overload {
  typealias Reason = CELEvaluationError.Reason

  static func of<A: Convertible, R: Convertible>(
    _ body: @escaping @Sendable (A, inout Budget) throws(Reason) -> R
  ) -> Overload {
    Overload([A.staticType], R.staticType) {
      (arguments: [CELValue], budget: inout Budget) throws(Reason) -> CELValue in
      try body(argument(0, arguments), &budget).celValue
    }
  }

  static func of<A: Convertible, B: Convertible, R: Convertible>(
    _ body: @escaping @Sendable (A, B, inout Budget) throws(Reason) -> R
  ) -> Overload {
    Overload([A.staticType, B.staticType], R.staticType) {
      (arguments: [CELValue], budget: inout Budget) throws(Reason) -> CELValue in
      try body(argument(0, arguments), argument(1, arguments), &budget).celValue
    }
  }

  static func of<A: Convertible, B: Convertible, C: Convertible, R: Convertible>(
    _ body: @escaping @Sendable (A, B, C, inout Budget) throws(Reason) -> R
  ) -> Overload {
    Overload([A.staticType, B.staticType, C.staticType], R.staticType) {
      (arguments: [CELValue], budget: inout Budget) throws(Reason) -> CELValue in
      try body(argument(0, arguments), argument(1, arguments), argument(2, arguments), &budget)
        .celValue
    }
  }

  static func of<A: Convertible, B: Convertible, C: Convertible, D: Convertible, R: Convertible>(
    _ body: @escaping @Sendable (A, B, C, D, inout Budget) throws(Reason) -> R
  ) -> Overload {
    Overload([A.staticType, B.staticType, C.staticType, D.staticType], R.staticType) {
      (arguments: [CELValue], budget: inout Budget) throws(Reason) -> CELValue in
      try body(
        argument(0, arguments), argument(1, arguments), argument(2, arguments),
        argument(3, arguments), &budget
      ).celValue
    }
  }

  /// The same implementation with types that Swift's signature cannot tell, such as a list whose
  /// elements have the type of the other argument.
  func typed(_ parameters: [StaticType], _ result: StaticType) -> Overload {
    Overload(parameters, result, apply)
  }

  /// `accepts` has been asked before, so this does not fail for any expression.
  private static func argument<A: Convertible>(
    _ index: Int, _ arguments: [CELValue]
  ) throws(Reason) -> A {
    guard index < arguments.count, let value = A(celValue: arguments[index]) else {
      throw .noSuchOverload(function: "argument", argumentTypes: arguments.map(\.type.description))
    }
    return value
  }
}
