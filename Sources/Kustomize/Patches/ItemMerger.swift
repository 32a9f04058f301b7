import YAML

/// Merges two lists by the keys of their items. Items of the patch come first, as kustomize has it.
struct ItemMerger {
  typealias MergeItem = (YAMLNode?, YAMLNode?) throws -> (node: YAMLNode, isTarget: Bool)?

  private let keys: [String]
  private let target: [YAMLNode]
  private let patch: [YAMLNode]

  /// Lists that are not alike throughout are merged in time that grows with the square of their length.
  private static let maximumMixedItems = 5000

  init(keys: [String], target: [YAMLNode], patch: [YAMLNode]) {
    self.keys = keys
    self.target = target
    self.patch = patch
  }

  func merge(_ mergeItem: MergeItem) throws -> [YAMLNode] {
    if let uniform = UniformItemMerger(keys: keys, target: target, patch: patch) { return try uniform.merge(mergeItem) }
    guard target.count + patch.count <= Self.maximumMixedItems else {
      throw KustomizeError(
        "lists of more than \(Self.maximumMixedItems) items can be merged only if all have the same keys", kind: .limit)
    }
    return try mergeOneByOne(mergeItem)
  }

  func mergeOneByOne(_ mergeItem: MergeItem) throws -> [YAMLNode] {
    var target = target
    let tuples = identities()
    guard !tuples.isEmpty else { return target }
    var merged: [YAMLNode] = []
    var usedKeys = keys
    for tuple in tuples {
      let (keys, values) = Self.significant(tuple, among: tuples, keys: self.keys)
      usedKeys = keys
      let (sourceKeys, sourceValues) = Self.significant(tuple, among: [tuple], keys: self.keys)
      let targetIndex = target.firstIndex { Self.matches($0, sourceKeys, sourceValues) }
      let patchItem = patch.first { Self.matches($0, sourceKeys, sourceValues) }
      let result = try mergeItem(targetIndex.map { target[$0] }, patchItem)
      guard var item = result?.node, !Self.isVoid(item) else {
        Self.set(nil, in: &target, keys, values)
        continue
      }
      for (key, value) in zip(keys, values) where !key.isEmpty && item[key] == nil && !value.isEmpty && item.isMapping {
        item.set(key, .plain(value))
      }
      if result?.isTarget == true, let targetIndex { target[targetIndex] = item }
      Self.set(item, in: &merged, keys, values)
    }
    return Self.append(target, to: merged, keys: usedKeys)
  }

  /// What identifies the items of both lists, those of the patch first, each once.
  private func identities() -> [[String]] {
    var seen = Set<[String]>()
    var tuples: [[String]] = []
    for item in patch + target {
      let tuple = keys.isEmpty ? [item.text ?? ""] : keys.map { Self.keyText(item, $0) }
      if seen.insert(tuple).inserted { tuples.append(tuple) }
    }
    return keys.count > 1 ? Self.unify(tuples) : tuples
  }

  private static func keyText(_ item: YAMLNode, _ key: String) -> String {
    guard let value = item[key], !value.isNull else { return "" }
    return value.text ?? ""
  }

  /// Fills in what one of two items leaves open, so that a port without a protocol is the one with it.
  private static func unify(_ tuples: [[String]]) -> [[String]] {
    var tuples = tuples
    for i in tuples.indices {
      for j in tuples.indices {
        guard let common = common(tuples[i], tuples[j]) else { continue }
        tuples[i] = common
        tuples[j] = common
      }
    }
    return tuples
  }

  private static func common(_ a: [String], _ b: [String]) -> [String]? {
    guard a.count == b.count else { return nil }
    var share = false
    var result: [String] = []
    for (x, y) in zip(a, b) {
      if x == y {
        share = true
      } else if !x.isEmpty && !y.isEmpty {
        return nil
      }
      result.append(x.isEmpty ? y : x)
    }
    return share ? result : nil
  }

  /// The keys that any of the tuples has a value for, and this tuple's values for them.
  private static func significant(_ tuple: [String], among tuples: [[String]], keys: [String]) -> ([String], [String]) {
    guard !keys.isEmpty else { return ([""], tuple) }
    var used = Set<Int>()
    for other in tuples {
      for (index, value) in other.enumerated() where !value.isEmpty { used.insert(index) }
    }
    guard !used.isEmpty else { return (keys, tuple) }
    let indices = keys.indices.filter(used.contains)
    return (indices.map { keys[$0] }, indices.compactMap { $0 < tuple.count ? tuple[$0] : nil })
  }

  private static func matches(_ item: YAMLNode, _ keys: [String], _ values: [String]) -> Bool {
    if keys.first == "" { return item.isScalar && item.text == values.first }
    guard item.isMapping, keys.count == values.count else { return false }
    return zip(keys, values).allSatisfy { key, value in
      guard let field = item[key] else { return false }
      return (field.text ?? "") == value
    }
  }

  private static func isVoid(_ item: YAMLNode) -> Bool { item.isNull || (item.isMapping && item.entries.isEmpty) }

  /// Replaces the items with this identity by one, adds it if there are none, or removes them.
  private static func set(_ item: YAMLNode?, in list: inout [YAMLNode], _ keys: [String], _ values: [String]) {
    let setsMapping = !(keys.first ?? "").isEmpty && !(values.first ?? "").isEmpty
    var result: [YAMLNode] = []
    var found = false
    for old in list where !isVoid(old) {
      if !old.isMapping && setsMapping {
        result.append(old)
      } else if values.isEmpty {
        continue
      } else if !isIdentified(old, keys, values) {
        result.append(old)
      } else {
        found = true
        if let item { result.append(item) }
      }
    }
    if let item, !item.isNull, !found { result.append(item) }
    list = result
  }

  /// Like ``matches(_:_:_:)``, but an empty value fits whatever the item has under the key.
  private static func isIdentified(_ item: YAMLNode, _ keys: [String], _ values: [String]) -> Bool {
    if keys.first == "" { return item.isScalar && item.text == values.first }
    guard item.isMapping else { return false }
    var last: YAMLNode?
    for (index, key) in keys.enumerated() {
      if index < values.count {
        let field = item[key]
        last = values[index].isEmpty || field?.text == values[index] ? field : nil
      }
      if last == nil { return false }
    }
    return true
  }

  private static func append(_ items: [YAMLNode], to list: [YAMLNode], keys: [String]) -> [YAMLNode] {
    var list = list
    for item in items {
      if keys.first == "" || keys.isEmpty {
        set(item, in: &list, [""], [item.text ?? ""])
        continue
      }
      var values: [String] = []
      for key in keys {
        if let value = item[key] { values.append(value.text ?? "") } else { list.append(item) }
      }
      if keys.count > 1 { set(nil, in: &list, keys, values) }
      set(item, in: &list, keys, values)
    }
    return list
  }
}
