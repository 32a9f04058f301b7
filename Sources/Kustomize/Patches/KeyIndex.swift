import YAML

/// Finds members of a mapping by key, also in mappings with very many.
struct KeyIndex {
  let entries: [YAMLNode.Entry]
  /// `nil` where looking at each is quicker.
  private let positions: [String: Int]?

  init(_ entries: [YAMLNode.Entry]) {
    self.entries = entries
    positions =
      entries.count <= 16
      ? nil
      : Dictionary(
        entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The position of a key.
  subscript(key: String) -> Int? {
    if let positions { return positions[key] }
    return entries.firstIndex { $0.key == key }
  }
}
