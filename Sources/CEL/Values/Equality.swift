extension CELValue {
  /// `==`: never an error. Numbers compare by value across their types, values of other different
  /// types are unequal, and NaN is unequal to everything (language definition, "Equality").
  func isEqual(to other: CELValue, _ budget: inout Budget) throws(CELEvaluationError.Reason) -> Bool {
    try budget.spend()
    if let order = NumericOrder.compare(self, other) { return order == .equal }
    switch (self, other) {
    case (.null, .null): return true
    case (.bool(let left), .bool(let right)): return left == right
    case (.string(let left), .string(let right)):
      try budget.spend(reading: min(left.utf8.count, right.utf8.count))
      return left.hasSameCodePoints(as: right)
    case (.bytes(let left), .bytes(let right)):
      try budget.spend(reading: min(left.count, right.count))
      return left == right
    case (.list(let left), .list(let right)): return try left.isEqual(to: right, &budget)
    case (.map(let left), .map(let right)): return try left.isEqual(to: right, &budget)
    case (.timestamp(let left), .timestamp(let right)): return left == right
    case (.duration(let left), .duration(let right)): return left == right
    case (.type(let left), .type(let right)): return left == right
    case (.optional(let left), .optional(let right)):
      guard let left, let right else { return left == nil && right == nil }
      return try left.isEqual(to: right, &budget)
    default: return false
    }
  }
}

extension CELList {
  func isEqual(to other: CELList, _ budget: inout Budget) throws(CELEvaluationError.Reason) -> Bool {
    guard count == other.count else { return false }
    for (left, right) in zip(self, other) {
      guard try left.isEqual(to: right, &budget) else { return false }
    }
    return true
  }

  func contains(_ value: CELValue, _ budget: inout Budget) throws(CELEvaluationError.Reason) -> Bool {
    for element in self {
      if try element.isEqual(to: value, &budget) { return true }
    }
    return false
  }
}

extension CELMap {
  func isEqual(to other: CELMap, _ budget: inout Budget) throws(CELEvaluationError.Reason) -> Bool {
    guard count == other.count else { return false }
    try budget.spend(steps: count)
    for entry in entries {
      guard let value = other[entry.key] else { return false }
      guard try entry.value.isEqual(to: value, &budget) else { return false }
    }
    return true
  }
}
