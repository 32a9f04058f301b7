/// The lists extension, and `first` and `last` of the optionals library.
enum ListFunctions {
  private typealias Reason = CELEvaluationError.Reason

  private static let list = StaticType.list(.parameter(0))

  static let functions: FunctionLibrary.Table = [
    "lists.range": [
      Overload.of { (count: Int64, budget) throws(Reason) in
        try budget.produce(elements: Int(clamping: max(0, count)))
        return CELList((0..<max(0, count)).map { .int($0) })
      }.typed([.int], .list(.int))
    ]
  ]

  static let methods: FunctionLibrary.Table = [
    "first": [
      Overload.of { (list: CELList, _) in CELValue.optional(list[0]) }
        .typed([list], .optional(.parameter(0)))
    ],
    "last": [
      Overload.of { (list: CELList, _) in CELValue.optional(list[list.count - 1]) }
        .typed([list], .optional(.parameter(0)))
    ],
    "reverse": [
      Overload.of { (list: CELList, budget) throws(Reason) in
        try budget.produce(elements: list.count)
        return CELList(Array(list.values.reversed()))
      }.typed([list], list)
    ],
    "slice": [
      Overload.of { (list: CELList, start: Int64, end: Int64, budget) throws(Reason) in
        guard start >= 0, start <= end, end <= list.count else {
          throw .invalidArgument("slice: cannot slice(\(start), \(end)), list has \(list.count) elements")
        }
        try budget.produce(elements: Int(clamping: end - start))
        return CELList((Int(clamping: start)..<Int(clamping: end)).compactMap { list[$0] })
      }.typed([list, .int, .int], list)
    ],
    "flatten": [
      .of { (list: CELList, budget) throws(Reason) in try flatten(list, depth: 1, &budget) },
      .of { (list: CELList, depth: Int64, budget) throws(Reason) in
        guard depth >= 0 else { throw .invalidArgument("flatten: level must be non-negative") }
        return try flatten(list, depth: depth, &budget)
      },
    ],
    "distinct": [
      Overload.of { (list: CELList, budget) throws(Reason) in
        var seen: [CELValue] = []
        for element in list where try !CELList(seen).contains(element, &budget) {
          seen.append(element)
        }
        try budget.produce(elements: seen.count)
        return CELList(seen)
      }.typed([list], list)
    ],
    "sort": [
      Overload.of { (list: CELList, budget) throws(Reason) in try sort(list, &budget) }
        .typed([list], list)
    ],
  ]

  private static func flatten(
    _ list: CELList, depth: Int64, _ budget: inout Budget
  ) throws(Reason) -> CELList {
    var flat: [CELValue] = []
    for element in list {
      if case .list(let inner) = element, depth > 0 {
        let values = try flatten(inner, depth: depth - 1, &budget).values
        try budget.produce(elements: values.count)
        flat += values
      } else {
        try budget.produce(elements: 1)
        flat.append(element)
      }
    }
    return CELList(flat)
  }

  private static func sort(_ list: CELList, _ budget: inout Budget) throws(Reason) -> CELList {
    let values = list.values
    guard let first = values.first else { return list }
    for value in values where value.type != first.type || value.order(against: value) == nil {
      throw .invalidArgument("sort: the elements must be of one type that has an order")
    }
    try budget.produce(elements: values.count)
    let rounds = Int.bitWidth - values.count.leadingZeroBitCount
    for value in values { try budget.spend(steps: (value.byteCount / 16 + 1) * rounds) }
    return CELList(values.sorted { $0.order(against: $1) == .less })
  }
}
