/// The sets extension: lists compared without regard to order and repetition.
enum SetFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let functions: FunctionLibrary.Table = [
    "sets.contains": [
      onLists { left, right, budget throws(Reason) in try contains(left, right, &budget) }
    ],
    "sets.equivalent": [
      onLists { left, right, budget throws(Reason) in
        guard try contains(left, right, &budget) else { return false }
        return try contains(right, left, &budget)
      }
    ],
    "sets.intersects": [
      onLists { left, right, budget throws(Reason) in
        for element in right where try left.contains(element, &budget) { return true }
        return false
      }
    ],
  ]

  private static func onLists(
    _ body: @escaping @Sendable (CELList, CELList, inout Budget) throws(Reason) -> Bool
  ) -> Overload {
    Overload.of(body).typed([.list(.parameter(0)), .list(.parameter(0))], .bool)
  }

  private static func contains(
    _ list: CELList, _ part: CELList, _ budget: inout Budget
  ) throws(Reason) -> Bool {
    for element in part {
      guard try list.contains(element, &budget) else { return false }
    }
    return true
  }
}
