import GoTemplate

/// Values while they are put together and while templates use them: maps by reference, as Go has them. Helm's merging
/// lets maps be shared between charts, and what one template changes, another sees.
enum ValueTree {
  static func tree(_ value: Value) -> TemplateValue {
    switch value {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .integer(let number): .int64(number)
    case .double(let number): .float64(number)
    case .string(let text): .string(text)
    case .list(let items): .list(TemplateList(items.map(tree)))
    case .table(let table): .map(map(table))
    }
  }

  static func map(_ table: [String: Value]) -> TemplateMap { TemplateMap(table.map { ($0.key, tree($0.value)) }) }

  static func map(_ values: Values) -> TemplateMap { map(values.table) }

  /// A copy that shares no map with the original.
  static func deepCopy(_ map: TemplateMap) -> TemplateMap {
    TemplateMap(map.members.map { ($0.key, deepCopy($0.value)) })
  }

  private static func deepCopy(_ value: TemplateValue) -> TemplateValue {
    switch value {
    case .map(let map): .map(deepCopy(map))
    case .list(let list): .list(TemplateList(list.elements.map(deepCopy), of: list.elementType))
    default: value
    }
  }

  /// A table inside of tables: `a.b.c`.
  static func table(_ map: TemplateMap, _ path: String) -> TemplateMap? {
    var current = map
    for name in path.split(separator: ".", omittingEmptySubsequences: false) {
      guard case .map(let next)? = current[String(name)] else { return nil }
      current = next
    }
    return current
  }

  /// A value that is not a table, by its path.
  static func scalar(_ map: TemplateMap, _ path: String) -> TemplateValue? {
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let last = parts.popLast() else { return nil }
    var current = map
    for name in parts {
      guard case .map(let next)? = current[name] else { return nil }
      current = next
    }
    guard let value = current[last] else { return nil }
    if case .map = value { return nil }
    return value
  }
}
