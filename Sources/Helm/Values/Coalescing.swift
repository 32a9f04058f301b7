import GoTemplate

/// Puts the values of a release over the default values of charts and their subcharts, as Helm does: tables are merged,
/// everything else is replaced, null takes a default away, and `global` goes down to all subcharts.
///
/// Merging is the same with nulls kept, for steps that come before.
struct Coalescing {
  /// Whether nulls are kept.
  let merges: Bool
  var log = RenderLog()

  init(merges: Bool) { self.merges = merges }

  /// The values of a chart and its subcharts under those given, which stay as they are.
  mutating func values(_ chart: ChartNode, _ given: TemplateMap) throws(HelmError) -> TemplateMap {
    let result = ValueTree.deepCopy(given)
    try chartTree(chart, result, prefix: "", depth: 0)
    return result
  }

  private mutating func chartTree(
    _ chart: ChartNode, _ target: TemplateMap, prefix: String, depth: Int
  ) throws(HelmError) {
    guard depth < 64 else { throw HelmError(.limit, "charts are nested deeper than 64 levels") }
    defaults(of: chart, into: target, prefix: prefix)
    for subchart in chart.dependencies {
      let inner: TemplateMap
      switch target[subchart.name] {
      case nil:
        inner = TemplateMap()
        target[subchart.name] = .map(inner)
      case .map(let map)?: inner = map
      case let other?:
        // Helm prints the value with a verb that does not fit it.
        throw HelmError(.values, "type mismatch on \(subchart.name): \(GoVerb.boolean(other))")
      }
      let below = join(prefix, chart.name)
      globals(from: target, into: inner, prefix: below)
      try chartTree(subchart, inner, prefix: below, depth: depth + 1)
    }
  }

  private mutating func globals(from source: TemplateMap, into target: TemplateMap, prefix: String) {
    let own: TemplateMap
    switch target["global"] {
    case nil: own = TemplateMap()
    case .map(let map)?: own = map
    default: return log.add(.info, "warning: skipping globals because destination global is not a table.")
    }
    switch source["global"] {
    case nil: break
    case .map(let map)?: for (key, value) in map.members { global(key, value, own, prefix) }
    default: return log.add(.info, "warning: skipping globals because source global is not a table.")
    }
    target["global"] = .map(own)
  }

  private mutating func global(_ key: String, _ value: TemplateValue, _ own: TemplateMap, _ prefix: String) {
    guard case .map(let table) = value else {
      if case .map? = own[key] { return log.add(.info, "key \(key) is table. Skipping") }
      own[key] = value
      return
    }
    // Only this level is copied: tables below stay shared with the parent, as they are in Helm.
    let copy = table.copy()
    switch own[key] {
    case nil: own[key] = .map(copy)
    case .map(let existing)?:
      tables(copy, existing, prefix: join(prefix, key), merges: true)
      own[key] = .map(copy)
    default: log.add(.info, "Conflict: cannot merge map onto non-map for \"\(key)\". Skipping.")
    }
  }

  private mutating func defaults(of chart: ChartNode, into target: TemplateMap, prefix: String) {
    let below = join(prefix, chart.name)
    let defaults = ValueTree.deepCopy(chart.values)
    for (key, value) in defaults.members {
      switch target[key] {
      case .null? where !merges: target[key] = nil
      case .map(let existing)?:
        guard case .map(let source) = value else {
          if !value.isNull { log.add(.info, "warning: skipped value for \(below).\(key): Not a table.") }
          continue
        }
        let merges = merges || chart.dependencies.contains { $0.name == key }
        if !merges { Self.removeNulls(source) }
        tables(existing, source, prefix: join(below, key), merges: merges)
      case nil:
        if !merges {
          if value.isNull { continue }
          if case .map(let source) = value { Self.removeNulls(source) }
        }
        target[key] = value
      default: break
      }
    }
  }

  /// Merges one table under another.
  mutating func tables(_ target: TemplateMap, _ source: TemplateMap, prefix: String, merges: Bool) {
    let hadValue = Set(source.members.lazy.filter { !$0.value.isNull }.map(\.key))
    for (key, value) in target.members where value.isNull { source[key] = .null }
    for (key, value) in source.members {
      let path = join(prefix, key)
      let existing = target[key]
      switch (existing, value) {
      case (.null?, _) where !merges && hadValue.contains(key): target[key] = nil
      case (nil, _): target[key] = value
      case (.map(let inner)?, .map(let sourceTable)):
        tables(inner, sourceTable, prefix: path, merges: merges)
      case (_, .map): log.add(.info, "warning: cannot overwrite table with non table for \(path)")
      case (.map?, _) where !value.isNull:
        log.add(.info, "warning: destination for \(path) is a table. Ignoring non-table value")
      default: break
      }
    }
  }

  private static func removeNulls(_ map: TemplateMap) {
    for (key, value) in map.members {
      if value.isNull {
        map[key] = nil
      } else if case .map(let inner) = value {
        removeNulls(inner)
      }
    }
  }

  private func join(_ a: String, _ b: String) -> String { a.isEmpty ? b : "\(a).\(b)" }
}

/// What Go's `fmt` makes of a value whose verb does not fit.
enum GoVerb {
  /// A value under `%t`.
  static func boolean(_ value: TemplateValue) -> String {
    switch value {
    case .null: "%!t(<nil>)"
    case .bool(let flag): flag ? "true" : "false"
    case .string(let text): "%!t(string=\(text))"
    case .float64(let number): "%!t(float64=\(GoFloat.text(number)))"
    case .int64(let number): "%!t(int64=\(number))"
    case .list(let list): "[" + list.elements.map(boolean).joined(separator: " ") + "]"
    default: "%!t(\(value.typeName))"
    }
  }
}
