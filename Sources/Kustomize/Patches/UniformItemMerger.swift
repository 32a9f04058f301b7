import YAML

/// Merges lists whose items are all identified by the same keys, which nearly all lists are, in time that grows with
/// their length. The outcome is that of ``ItemMerger``.
struct UniformItemMerger {
  private let keys: [String]
  private let target: [YAMLNode]
  private let patch: [YAMLNode]

  /// `nil` for lists of other items: of plain values, or of which some have a key that others lack.
  init?(keys: [String], target: [YAMLNode], patch: [YAMLNode]) {
    guard let first = patch.first ?? target.first else { return nil }
    let used = keys.filter { !$0.isEmpty && !Self.value($0, of: first).isEmpty }
    let isUniform = [patch, target].allSatisfy { items in
      items.allSatisfy { item in
        item.isMapping && keys.allSatisfy { key in Self.value(key, of: item).isEmpty != used.contains(key) }
          && used.allSatisfy { item[$0]?.isScalar ?? false }
      }
    }
    guard isUniform, !used.isEmpty else { return nil }
    self.keys = used
    self.target = target
    self.patch = patch
  }

  private static func value(_ key: String, of item: YAMLNode) -> String {
    guard let value = item[key], !value.isNull else { return "" }
    return value.text ?? ""
  }

  private func identity(_ item: YAMLNode) -> [String] { keys.map { item[$0]?.text ?? "" } }

  func merge(_ mergeItem: ItemMerger.MergeItem) throws -> [YAMLNode] {
    let patches = Dictionary(patch.map { (identity($0), $0) }, uniquingKeysWith: { first, _ in first })
    let places = Dictionary(target.enumerated().map { (identity($1), $0) }, uniquingKeysWith: { first, _ in first })
    var target = target
    var result = Result()
    var removed = Set<[String]>()
    var seen = Set<[String]>()
    for identity in (patch + self.target).map(identity) where seen.insert(identity).inserted {
      let place = places[identity]
      let merged = try mergeItem(place.map { target[$0] }, patches[identity])
      guard var item = merged?.node, !item.isNull, !(item.isMapping && item.entries.isEmpty) else {
        removed.insert(identity)
        continue
      }
      for (key, value) in zip(keys, identity) where item.isMapping && item[key] == nil { item.set(key, .plain(value)) }
      if merged?.isTarget == true, let place { target[place] = item }
      result.put(item, identity)
    }
    // What is left of the target comes last, and takes the place of what was merged.
    for (item, identity) in zip(target, self.target.map(identity)) where !removed.contains(identity) {
      result.put(item, identity, atEnd: keys.count > 1)
    }
    return result.items.compactMap { $0 }
  }

  /// Items by what identifies them.
  private struct Result {
    var items: [YAMLNode?] = []
    private var places: [[String]: Int] = [:]

    mutating func put(_ item: YAMLNode, _ identity: [String], atEnd: Bool = false) {
      if let place = places[identity] {
        guard atEnd else {
          items[place] = item
          return
        }
        items[place] = nil
      }
      places[identity] = items.count
      items.append(item)
    }
  }
}
