/// The math extension without its bit operations.
enum MathFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let functions: FunctionLibrary.Table = [
    "math.greatest": extreme("math.greatest", .greater),
    "math.least": extreme("math.least", .less),
    "math.ceil": [onDouble { $0.rounded(.up) }],
    "math.floor": [onDouble { $0.rounded(.down) }],
    "math.round": [onDouble { $0.rounded(.toNearestOrAwayFromZero) }],
    "math.trunc": [onDouble { $0.rounded(.towardZero) }],
    "math.isNaN": [.of { (value: Double, _) in value.isNaN }],
    "math.isInf": [.of { (value: Double, _) in value.isInfinite }],
    "math.isFinite": [.of { (value: Double, _) in value.isFinite }],
    "math.sqrt": [
      onDouble { $0.squareRoot() },
      .of { (value: Int64, _) in Double(value).squareRoot() },
      .of { (value: UInt64, _) in Double(value).squareRoot() },
    ],
    "math.abs": [
      .of { (value: Int64, _) throws(Reason) in
        guard value != .min else { throw .overflow("int") }
        return abs(value)
      },
      .of { (value: UInt64, _) in value },
      onDouble { abs($0) },
    ],
    "math.sign": [
      .of { (value: Int64, _) in value.signum() },
      .of { (value: UInt64, _) in UInt64(value == 0 ? 0 : 1) },
      onDouble { $0.isNaN ? $0 : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    ],
  ]

  private static func onDouble(_ body: @escaping @Sendable (Double) -> Double) -> Overload {
    .of { (value: Double, _) in body(value) }
  }

  /// `math.greatest(a, b, ...)` for up to ten numbers, or of one list.
  private static func extreme(_ name: String, _ wanted: Order) -> [Overload] {
    let onList = Overload.of { (list: CELList, budget) throws(Reason) in
      try budget.spend(steps: list.count)
      return try pick(name, list.values, wanted)
    }
    let onArguments = (1...10).map { count in
      Overload([StaticType](repeating: .dyn, count: count), .dyn) {
        (values: [CELValue], _: inout Budget) throws(Reason) -> CELValue in
        try pick(name, values, wanted)
      }
    }
    return [onList] + onArguments
  }

  private static func pick(
    _ name: String, _ values: [CELValue], _ wanted: Order
  ) throws(Reason) -> CELValue {
    guard var best = values.first else {
      throw .invalidArgument("\(name): the list must not be empty")
    }
    for value in values {
      guard let order = NumericOrder.compare(value, best) else {
        throw .noSuchOverload(function: name, argumentTypes: values.map(\.type.description))
      }
      if order == wanted { best = value }
    }
    return best
  }
}
