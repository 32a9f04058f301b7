/// `size`, `in` and the concatenations.
enum CollectionFunctions {
  static let methods: FunctionLibrary.Table = ["size": size]

  static let functions: FunctionLibrary.Table = [
    "size": size,
    "_in_": [
      Overload.of { (value: CELValue, list: CELList, budget) throws(CELEvaluationError.Reason) in
        try list.contains(value, &budget)
      }.typed([.parameter(0), .list(.parameter(0))], .bool),
      Overload.of { (key: CELValue, map: CELMap, _) in map[key] != nil }
        .typed([.parameter(0), .map(.parameter(0), .dyn)], .bool),
    ],
    "_+_": [
      .of { (left: String, right: String, budget) throws(CELEvaluationError.Reason) in
        try budget.produce(bytes: left.utf8.count + right.utf8.count)
        return left + right
      },
      .of { (left: [UInt8], right: [UInt8], budget) throws(CELEvaluationError.Reason) in
        try budget.produce(bytes: left.count + right.count)
        return left + right
      },
      Overload.of { (left: CELList, right: CELList, budget) throws(CELEvaluationError.Reason) in
        try budget.produce(elements: left.count + right.count)
        return CELList(left.values + right.values)
      }.typed([.list(.parameter(0)), .list(.parameter(0))], .list(.parameter(0))),
    ],
  ]

  private static let size: [Overload] = [
    .of { (value: String, budget) throws(CELEvaluationError.Reason) in
      try budget.spend(reading: value.utf8.count)
      return Int64(value.unicodeScalars.count)
    },
    .of { (value: [UInt8], _) in Int64(value.count) },
    .of { (value: CELList, _) in Int64(value.count) },
    .of { (value: CELMap, _) in Int64(value.count) },
  ]
}
