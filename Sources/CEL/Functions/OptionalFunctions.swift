/// The optionals library. `or` and `orValue` evaluate their argument only if they need it, so the
/// evaluator treats them itself (``Function/isOptionalChoice``); here they have their types.
enum OptionalFunctions {
  private static let element = StaticType.parameter(0)
  private static let wrapped = StaticType.optional(.parameter(0))

  static let functions: FunctionLibrary.Table = [
    "optional.of": [Overload([element], wrapped) { values, _ in .optional(values[0]) }],
    "optional.none": [Overload([], .optional(.dyn)) { _, _ in .optional(nil) }],
    "optional.ofNonZeroValue": [
      Overload([element], wrapped) { values, _ in .optional(values[0].isZeroValue ? nil : values[0]) }
    ],
    "optional.unwrap": [unwrap],
  ]

  static let methods: FunctionLibrary.Table = [
    "hasValue": [Overload([wrapped], .bool) { values, _ in .bool(values[0].wrapped != nil) }],
    "value": [
      Overload([wrapped], element) {
        (values: [CELValue], _: inout Budget) throws(CELEvaluationError.Reason) -> CELValue in
        guard let value = values[0].wrapped else { throw .emptyOptional }
        return value
      }
    ],
    "or": [
      Overload([wrapped, wrapped], wrapped) { values, _ in
        values[0].wrapped == nil ? values[1] : values[0]
      }
    ],
    "orValue": [Overload([wrapped, element], element) { values, _ in values[0].wrapped ?? values[1] }],
    "unwrapOpt": [unwrap],
  ]

  private static let unwrap = Overload([.list(wrapped)], .list(element)) {
    (values: [CELValue], budget: inout Budget) throws(CELEvaluationError.Reason) -> CELValue in
    guard case .list(let list) = values[0] else { return values[0] }
    try budget.produce(elements: list.count)
    return .list(CELList(list.compactMap(\.wrapped)))
  }
}

extension CELValue {
  /// What an optional holds; nil for `optional.none()` and for values that are not optionals.
  var wrapped: CELValue? {
    if case .optional(let value) = self { value } else { nil }
  }
}

extension Function {
  /// `or` and `orValue`.
  var isOptionalChoice: Bool { name == "or" || name == "orValue" }
}
