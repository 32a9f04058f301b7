/// `==`, `!=` and the orderings. Numbers of different types can be compared with each other.
enum ComparisonFunctions {
  static let operators: FunctionLibrary.Table = [
    "_==_": [equality { $0 }],
    "_!=_": [equality { !$0 }],
    "_<_": ordering { $0 == .less },
    "_<=_": ordering { $0 == .less || $0 == .equal },
    "_>_": ordering { $0 == .greater },
    "_>=_": ordering { $0 == .greater || $0 == .equal },
    "!_": [.of { (value: Bool, _) in !value }],
  ]

  private static func equality(_ result: @escaping @Sendable (Bool) -> Bool) -> Overload {
    Overload([.parameter(0), .parameter(0)], .bool) {
      (arguments: [CELValue], budget: inout Budget) throws(CELEvaluationError.Reason) -> CELValue in
      .bool(result(try arguments[0].isEqual(to: arguments[1], &budget)))
    }
  }

  private static func ordering(_ holds: @escaping @Sendable (Order) -> Bool) -> [Overload] {
    let numbers: [StaticType] = [.int, .uint, .double]
    let crossed = numbers.flatMap { left in numbers.map { [left, $0] } }
    let others: [StaticType] = [.bool, .string, .bytes, .timestamp, .duration]
    return (crossed + others.map { [$0, $0] }).map { parameters in
      Overload(parameters, .bool) {
        (arguments: [CELValue], budget: inout Budget) throws(CELEvaluationError.Reason) -> CELValue in
        try budget.spend(reading: min(arguments[0].byteCount, arguments[1].byteCount))
        return .bool(arguments[0].order(against: arguments[1]).map(holds) ?? false)
      }
    }
  }
}
