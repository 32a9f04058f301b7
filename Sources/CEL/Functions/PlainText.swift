extension StringFormatter {
  /// `%s`: any value as text, lists and maps included.
  func plainText(_ value: CELValue, _ budget: inout Budget) throws(Reason) -> String? {
    try budget.spend()
    switch value {
    case .null: return "null"
    case .bool(let value): return String(value)
    case .int(let value): return String(value)
    case .uint(let value): return String(value)
    case .double(let value): return value.celDecimalText
    case .string(let value):
      try budget.produce(bytes: value.utf8.count)
      return value
    case .bytes(let value):
      try budget.produce(bytes: value.count * 3)
      return String(decoding: value, as: UTF8.self)
    case .timestamp(let value): return value.description
    case .duration(let value): return value.description
    case .type(let value): return value.description
    case .list(let list): return try plainText(list, &budget)
    case .map(let map): return try plainText(map, &budget)
    case .optional: return nil
    }
  }

  private func plainText(_ list: CELList, _ budget: inout Budget) throws(Reason) -> String? {
    var parts: [String] = []
    for element in list {
      guard let text = try plainText(element, &budget) else { return nil }
      parts.append(text)
    }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  private func plainText(_ map: CELMap, _ budget: inout Budget) throws(Reason) -> String? {
    var parts: [(key: String, value: String)] = []
    for entry in map.entries {
      guard let key = try plainText(entry.key, &budget),
        let value = try plainText(entry.value, &budget)
      else { return nil }
      parts.append((key, value))
    }
    let sorted = parts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return "{" + sorted.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
  }
}
