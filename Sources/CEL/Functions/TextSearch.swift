/// Finding one sequence in another. Comparisons are paid for, because text that nearly matches
/// everywhere makes the work quadratic.
enum TextSearch {
  /// The first position of `needle` at or after `start`.
  static func first<Element: Equatable>(
    of needle: [Element], in text: [Element], from start: Int = 0, _ budget: inout Budget
  ) throws(CELEvaluationError.Reason) -> Int? {
    var position = start
    while position >= 0, needle.count <= text.count - position {
      if try matches(needle, text, at: position, &budget) { return position }
      position += 1
    }
    return nil
  }

  /// The last position of `needle` at or before `start`.
  static func last<Element: Equatable>(
    of needle: [Element], in text: [Element], from start: Int, _ budget: inout Budget
  ) throws(CELEvaluationError.Reason) -> Int? {
    var position = min(start, text.count - needle.count)
    while position >= 0 {
      if try matches(needle, text, at: position, &budget) { return position }
      position -= 1
    }
    return nil
  }

  /// All positions that do not overlap, at most `limit`.
  static func all<Element: Equatable>(
    of needle: [Element], in text: [Element], limit: Int, _ budget: inout Budget
  ) throws(CELEvaluationError.Reason) -> [Int] {
    var positions: [Int] = []
    var start = 0
    while positions.count < limit, let found = try first(of: needle, in: text, from: start, &budget) {
      positions.append(found)
      start = found + max(1, needle.count)
    }
    return positions
  }

  /// The caller has checked that `needle` fits at `position`.
  private static func matches<Element: Equatable>(
    _ needle: [Element], _ text: [Element], at position: Int, _ budget: inout Budget
  ) throws(CELEvaluationError.Reason) -> Bool {
    var index = 0
    while index < needle.count, needle[index] == text[position + index] { index += 1 }
    if index >= 16 || position & 15 == 0 { try budget.spend(steps: index / 16 + 1) }
    return index == needle.count
  }
}

/// A string as its code points, which is how CEL counts.
struct Scalars {
  var values: [Unicode.Scalar]

  init(_ text: String, _ budget: inout Budget) throws(CELEvaluationError.Reason) {
    try budget.spend(reading: text.utf8.count)
    values = Array(text.unicodeScalars)
  }

  static func string(
    _ scalars: some Sequence<Unicode.Scalar>, _ budget: inout Budget
  ) throws(CELEvaluationError.Reason) -> String {
    var view = String.UnicodeScalarView()
    for scalar in scalars { view.append(scalar) }
    let text = String(view)
    try budget.produce(bytes: text.utf8.count)
    return text
  }

  /// `index` as a position in the text, its end included.
  func position(_ index: Int64) throws(CELEvaluationError.Reason) -> Int {
    guard let position = Int(exactly: index), position >= 0, position <= values.count else {
      throw .invalidArgument("index out of range: \(index)")
    }
    return position
  }
}
