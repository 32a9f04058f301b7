/// Methods that look for one string in another.
enum StringSearchFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let methods: FunctionLibrary.Table = [
    "contains": [
      .of { (text: String, part: String, budget) throws(Reason) in
        try budget.spend(reading: text.utf8.count + part.utf8.count)
        return try TextSearch.first(of: Array(part.utf8), in: Array(text.utf8), &budget) != nil
      }
    ],
    "startsWith": [
      .of { (text: String, prefix: String, budget) throws(Reason) in
        try budget.spend(reading: prefix.utf8.count)
        return text.utf8.starts(with: prefix.utf8)
      }
    ],
    "endsWith": [
      .of { (text: String, suffix: String, budget) throws(Reason) in
        try budget.spend(reading: suffix.utf8.count)
        return text.utf8.reversed().starts(with: suffix.utf8.reversed())
      }
    ],
    "indexOf": [
      .of { (text: String, part: String, budget) throws(Reason) in
        try index(of: part, in: text, from: 0, &budget)
      },
      .of { (text: String, part: String, start: Int64, budget) throws(Reason) in
        try index(of: part, in: text, from: start, &budget)
      },
    ],
    "lastIndexOf": [
      .of { (text: String, part: String, budget) throws(Reason) in
        try lastIndex(of: part, in: text, from: nil, &budget)
      },
      .of { (text: String, part: String, start: Int64, budget) throws(Reason) in
        try lastIndex(of: part, in: text, from: start, &budget)
      },
    ],
  ]

  private static func index(
    of part: String, in text: String, from start: Int64, _ budget: inout Budget
  ) throws(Reason) -> Int64 {
    let scalars = try Scalars(text, &budget)
    let found = try TextSearch.first(
      of: Scalars(part, &budget).values, in: scalars.values, from: scalars.position(start), &budget)
    return Int64(found ?? -1)
  }

  private static func lastIndex(
    of part: String, in text: String, from start: Int64?, _ budget: inout Budget
  ) throws(Reason) -> Int64 {
    let scalars = try Scalars(text, &budget)
    let position = try start.map { (start) throws(Reason) in try scalars.position(start) }
    let found = try TextSearch.last(
      of: Scalars(part, &budget).values, in: scalars.values,
      from: position ?? scalars.values.count, &budget)
    return Int64(found ?? -1)
  }
}
