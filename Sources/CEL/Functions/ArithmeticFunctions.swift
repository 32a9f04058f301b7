/// `+ - * / %` on numbers. Integers report overflow instead of wrapping; doubles follow IEEE 754.
enum ArithmeticFunctions {
  static let operators: FunctionLibrary.Table = [
    "_+_": [
      integer(Int64.self) { $0.addingReportingOverflow($1) },
      integer(UInt64.self) { $0.addingReportingOverflow($1) },
      double { $0 + $1 },
    ],
    "_-_": [
      integer(Int64.self) { $0.subtractingReportingOverflow($1) },
      integer(UInt64.self) { $0.subtractingReportingOverflow($1) },
      double { $0 - $1 },
    ],
    "_*_": [
      integer(Int64.self) { $0.multipliedReportingOverflow(by: $1) },
      integer(UInt64.self) { $0.multipliedReportingOverflow(by: $1) },
      double { $0 * $1 },
    ],
    "_/_": [
      division(Int64.self, .divisionByZero) { $0.dividedReportingOverflow(by: $1) },
      division(UInt64.self, .divisionByZero) { $0.dividedReportingOverflow(by: $1) },
      double { $0 / $1 },
    ],
    "_%_": [
      division(Int64.self, .modulusByZero) { $0.remainderReportingOverflow(dividingBy: $1) },
      division(UInt64.self, .modulusByZero) { $0.remainderReportingOverflow(dividingBy: $1) },
    ],
    "-_": [
      .of { (value: Int64, _) throws(CELEvaluationError.Reason) in
        guard value != .min else { throw .overflow("int") }
        return -value
      },
      .of { (value: Double, _) in -value },
    ],
  ]

  private typealias Checked<Integer> =
    @Sendable (Integer, Integer) -> (
      partialValue: Integer, overflow: Bool
    )

  private static func integer<Integer: FixedWidthInteger & Convertible>(
    _ type: Integer.Type, _ compute: @escaping Checked<Integer>
  ) -> Overload {
    .of { (left: Integer, right: Integer, _) throws(CELEvaluationError.Reason) in
      let (result, overflow) = compute(left, right)
      guard !overflow else { throw .overflow("\(Integer.staticType)") }
      return result
    }
  }

  private static func division<Integer: FixedWidthInteger & Convertible>(
    _ type: Integer.Type, _ byZero: CELEvaluationError.Reason, _ compute: @escaping Checked<Integer>
  ) -> Overload {
    .of { (left: Integer, right: Integer, _) throws(CELEvaluationError.Reason) in
      guard right != 0 else { throw byZero }
      let (result, overflow) = compute(left, right)
      guard !overflow else { throw .overflow("\(Integer.staticType)") }
      return result
    }
  }

  private static func double(_ compute: @escaping @Sendable (Double, Double) -> Double) -> Overload {
    .of { (left: Double, right: Double, _) in compute(left, right) }
  }
}
