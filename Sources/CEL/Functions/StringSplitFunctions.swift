/// `split`, `join` and `replace`.
enum StringSplitFunctions {
  private typealias Reason = CELEvaluationError.Reason

  static let methods: FunctionLibrary.Table = [
    "split": [
      Overload.of { (text: String, separator: String, budget) throws(Reason) in
        try split(text, separator, limit: -1, &budget)
      }.typed([.string, .string], .list(.string)),
      Overload.of { (text: String, separator: String, limit: Int64, budget) throws(Reason) in
        try split(text, separator, limit: limit, &budget)
      }.typed([.string, .string, .int], .list(.string)),
    ],
    "join": [
      Overload.of { (list: CELList, budget) throws(Reason) in try join(list, "", &budget) }
        .typed([.list(.string)], .string),
      Overload.of { (list: CELList, separator: String, budget) throws(Reason) in
        try join(list, separator, &budget)
      }.typed([.list(.string), .string], .string),
    ],
    "replace": [
      .of { (text: String, old: String, new: String, budget) throws(Reason) in
        try replace(text, old, new, limit: -1, &budget)
      },
      .of { (text: String, old: String, new: String, limit: Int64, budget) throws(Reason) in
        try replace(text, old, new, limit: limit, &budget)
      },
    ],
  ]

  /// At most `limit` parts, all if it is negative. An empty separator splits between all code points.
  private static func split(
    _ text: String, _ separator: String, limit: Int64, _ budget: inout Budget
  ) throws(Reason) -> CELList {
    guard limit != 0 else { return CELList([CELValue]()) }
    let scalars = try Scalars(text, &budget).values
    let needle = try Scalars(separator, &budget).values
    let cuts = limit < 0 ? Int.max : Int(clamping: limit - 1)
    let positions: [Int]
    if needle.isEmpty {
      guard !scalars.isEmpty else { return CELList([CELValue]()) }
      positions = Array((1..<max(2, scalars.count)).prefix(min(cuts, scalars.count - 1)))
    } else {
      positions = try TextSearch.all(of: needle, in: scalars, limit: cuts, &budget)
    }
    try budget.produce(elements: positions.count + 1)
    var parts: [CELValue] = []
    var start = 0
    for position in positions {
      parts.append(.string(try Scalars.string(scalars[start..<position], &budget)))
      start = position + needle.count
    }
    parts.append(.string(try Scalars.string(scalars[start...], &budget)))
    return CELList(parts)
  }

  private static func join(
    _ list: CELList, _ separator: String, _ budget: inout Budget
  ) throws(Reason) -> String {
    var joined = ""
    for (index, element) in list.enumerated() {
      guard case .string(let text) = element else {
        throw .noSuchOverload(function: "join", argumentTypes: ["list(\(element.type))"])
      }
      let glue = index == 0 ? "" : separator
      try budget.produce(bytes: glue.utf8.count + text.utf8.count)
      joined += glue + text
    }
    return joined
  }

  /// At most `limit` times, always if it is negative. An empty `old` matches between all code points.
  private static func replace(
    _ text: String, _ old: String, _ new: String, limit: Int64, _ budget: inout Budget
  ) throws(Reason) -> String {
    let scalars = try Scalars(text, &budget).values
    let needle = try Scalars(old, &budget).values
    let positions = try TextSearch.all(
      of: needle, in: scalars, limit: limit < 0 ? .max : Int(clamping: limit), &budget)
    let (added, overflow) = positions.count.multipliedReportingOverflow(by: new.utf8.count)
    guard !overflow else { throw .limitExceeded("too much memory") }
    try budget.produce(bytes: added)
    var result = ""
    var start = 0
    for position in positions {
      result += try Scalars.string(scalars[start..<position], &budget)
      result += new
      start = position + needle.count
    }
    return result + (try Scalars.string(scalars[start...], &budget))
  }
}
