/// The merge key of YAML 1.1, `<<`.
enum MergeKeys {
  /// The entries of a mapping together with those that its merge keys bring. Its own entries win, then those of the
  /// mapping named first.
  static func merge(
    _ merges: [YAMLNode], into entries: [YAMLNode.Entry], at mark: YAMLEvents.Mark
  ) throws(YAMLError) -> [YAMLNode.Entry] {
    guard let source = merges.first, merges.count == 1 else { throw failure("duplicate merge key", mark) }
    var result = entries
    var known = Set(entries.map(\.key))
    for mapping in try mappings(source, mark) {
      for entry in mapping.entries where known.insert(entry.key).inserted { result.append(entry) }
    }
    return result
  }

  private static func mappings(_ source: YAMLNode, _ mark: YAMLEvents.Mark) throws(YAMLError) -> [YAMLNode] {
    switch source.content {
    case .mapping: return [source]
    case .scalar: throw failure("map merge requires map or sequence of maps as the value", mark)
    case .sequence(let items):
      guard items.allSatisfy(\.isMapping) else {
        throw failure("map merge requires map or sequence of maps as the value", mark)
      }
      return items
    }
  }

  private static func failure(_ problem: String, _ mark: YAMLEvents.Mark) -> YAMLError {
    YAMLError(.invalidMerge(problem), line: mark.line, column: mark.column)
  }
}
