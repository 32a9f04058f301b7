extension Budget {
  /// Pays for every value in a result. Lists share their elements, so a short expression can make a
  /// value with billions of leaves that takes little memory until somebody writes it out.
  mutating func spend(walking value: CELValue) throws(CELEvaluationError.Reason) {
    try spend(steps: value.byteCount / 16 + 1)
    switch value {
    case .list(let list): for element in list { try spend(walking: element) }
    case .map(let map):
      for entry in map.entries {
        try spend(walking: entry.key)
        try spend(walking: entry.value)
      }
    case .optional(let wrapped?): try spend(walking: wrapped)
    default: break
    }
  }
}
