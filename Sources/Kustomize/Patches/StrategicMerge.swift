import YAML

/// Applies strategic merge patches the way kustomize's own library does, oddities included.
struct StrategicMerge {
  let schema: MergeSchema

  /// What came out of merging two nodes.
  private struct Merged {
    var node: YAMLNode
    /// Whether it is the target changed in place, as opposed to a part of the patch.
    var isTarget: Bool
    /// Whether a null is kept: it stood in the target and the patch says nothing about it.
    var keepsNull = false
  }

  private enum Directive { case merge, replace, delete, unknown }

  private static let directiveKey = "$patch"

  /// The target with the patch applied; `nil` when the patch deletes it.
  ///
  /// A patch that replaces the whole object changes nothing: kustomize looks only at what was merged into the target.
  func apply(_ patch: YAMLNode, to target: YAMLNode) throws -> YAMLNode? {
    guard let merged = try merge(target, patch, type: nil) else { return nil }
    return merged.isTarget ? merged.node : target
  }

  private func merge(_ target: YAMLNode?, _ patch: YAMLNode?, type: String?, list: MergeSchema.List? = nil) throws
    -> Merged?
  {
    let type = type ?? (list == nil ? objectType(target) ?? objectType(patch) : nil)
    let first = [target, patch].lazy.compactMap { $0 }.first { !$0.isNull }
    switch first?.content {
    case .mapping:
      try check(patch, is: \.isMapping, "MappingNode")
      return try mergeMapping(target, patch, type: type)
    case nil: return try mergeMapping(target, patch, type: type)
    case .sequence:
      try check(patch, is: \.isSequence, "SequenceNode")
      guard let list else {
        return patch.map { Merged(node: $0, isTarget: false) } ?? target.map { Merged(node: $0, isTarget: true) }
      }
      return try mergeList(target, patch, list)
    case .scalar:
      try check(patch, is: \.isScalar, "ScalarNode")
      return patch.map { Merged(node: $0, isTarget: false) } ?? target.map { Merged(node: $0, isTarget: true) }
    }
  }

  private func objectType(_ node: YAMLNode?) -> String? {
    guard let node, let kind = node["kind"]?.text, let version = node["apiVersion"]?.text else { return nil }
    return schema.type(apiVersion: version, kind: kind)
  }

  private func check(_ node: YAMLNode?, is condition: (YAMLNode) -> Bool, _ expected: String) throws {
    guard let node, !node.isNull, !condition(node) else { return }
    throw node.wrongKind(expected: expected)
  }
}

// MARK: Mappings

extension StrategicMerge {
  private func mergeMapping(_ target: YAMLNode?, _ patch: YAMLNode?, type: String?) throws -> Merged? {
    guard let target, !target.isNull else { return try addMapping(target, patch, type: type) }
    var patch = patch
    if patch?.isNull == true { return nil }
    switch try takeDirective(from: &patch) {
    case .delete: return nil
    case .replace: return try mergeFields(patch ?? .mapping(), patch, type: type, isTarget: false)
    case .merge, .unknown: return try mergeFields(target, patch, type: type, isTarget: true)
    }
  }

  /// The patch where the target has nothing. Directives and nulls inside it take effect all the same, because
  /// kustomize merges it with itself.
  private func addMapping(_ target: YAMLNode?, _ patch: YAMLNode?, type: String?) throws -> Merged? {
    guard let patch else {
      guard let target, !(target.text ?? "").isEmpty else { return nil }
      return Merged(node: target, isTarget: true, keepsNull: true)
    }
    if patch.isNull { return Merged(node: patch, isTarget: false) }
    var stripped: YAMLNode? = patch
    if (try? takeDirective(from: &stripped)) == .delete { return nil }
    let node = stripped ?? patch
    return try mergeFields(node, node, type: type, isTarget: false)
  }

  private func mergeFields(_ target: YAMLNode, _ patch: YAMLNode?, type: String?, isTarget: Bool) throws -> Merged? {
    let old = KeyIndex(target.entries)
    let new = KeyIndex(patch?.entries ?? [])
    var keys = Set(old.entries.map(\.key))
    keys.formUnion(new.entries.map(\.key))
    var kept: [YAMLNode.Entry?] = old.entries
    for key in keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let oldIndex = old[key]
      let newIndex = new[key]
      let before = oldIndex.map { old.entries[$0].value }
      let change = newIndex.map { new.entries[$0].value }
      let merged: Merged?
      switch schema.field(key, of: type) {
      case .type(let name): merged = try merge(before, change, type: name)
      case .list(let list): merged = try merge(before, change, type: nil, list: list)
      case nil: merged = try merge(before, change, type: nil)
      }
      guard let merged, merged.node.tag != .null || merged.keepsNull else {
        if let oldIndex { kept[oldIndex] = nil }
        continue
      }
      let node = merged.node.quotedAsInOldYAML
      if let oldIndex {
        let before = old.entries[oldIndex].value
        kept[oldIndex]?.value = merged.isTarget ? node : node.inPlace(of: before)
        if !merged.isTarget { kept[oldIndex]?.value.style = before.style }
      } else {
        kept.append(.init(key, node, keyTag: newIndex.map { new.entries[$0].keyTag } ?? .string))
      }
    }
    var result = target
    result.entries = kept.compactMap { $0 }
    return Merged(node: result, isTarget: isTarget)
  }
}

// MARK: Directives

extension StrategicMerge {
  /// Reads the directive of a patch and removes it.
  private func takeDirective(from patch: inout YAMLNode?) throws -> Directive {
    guard var node = patch else { return .merge }
    defer { patch = node }
    switch node.content {
    case .scalar: throw KustomizeError("no implemented strategic merge patch strategy for '\(node.text ?? "")'")
    case .mapping:
      guard let text = node[Self.directiveKey]?.text else { return .merge }
      let directive = try Self.directive(text)
      node.remove(Self.directiveKey)
      return directive
    case .sequence(let items):
      guard let item = items.first(where: { $0[Self.directiveKey] != nil }), item.entries.count == 1,
        let text = item[Self.directiveKey]?.text
      else { return .merge }
      let directive = try Self.directive(text)
      node.items = items.filter { $0[Self.directiveKey]?.text != text && !Self.isVoid($0) }
      return directive
    }
  }

  private static func directive(_ text: String) throws -> Directive {
    switch text {
    case "merge": .merge
    case "replace": .replace
    case "delete": .delete
    default: throw KustomizeError("unknown patch strategy '\(text)'")
    }
  }

  /// Whether an item of a list counts for nothing.
  private static func isVoid(_ node: YAMLNode) -> Bool { node.isNull || (node.isMapping && node.entries.isEmpty) }
}

// MARK: Lists

extension StrategicMerge {
  private func mergeList(_ target: YAMLNode?, _ patch: YAMLNode?, _ list: MergeSchema.List) throws -> Merged? {
    guard let target, !target.isNull else {
      guard let patch else { return nil }
      return try mergeItems(patch, patch, list, isTarget: false)
    }
    if patch?.isNull == true { return nil }
    var patch = patch
    switch try takeDirective(from: &patch) {
    case .delete: return nil
    case .replace:
      let node = patch ?? .sequence()
      return try mergeItems(node, node, list, isTarget: false)
    case .merge, .unknown: return try mergeItems(target, patch, list, isTarget: true)
    }
  }

  private func mergeItems(_ target: YAMLNode, _ patch: YAMLNode?, _ list: MergeSchema.List, isTarget: Bool) throws
    -> Merged?
  {
    var node = target
    let merger = ItemMerger(keys: list.keys, target: target.items, patch: patch?.items ?? [])
    node.items = try merger.merge { target, patch in
      try merge(target, patch, type: list.item).map { ($0.node, $0.isTarget) }
    }
    return Merged(node: node, isTarget: isTarget)
  }
}

extension YAMLNode {
  /// The node, in quotes if it is a plain text that YAML 1.1 takes for something else. It keeps them when it is set to
  /// another value later.
  fileprivate var quotedAsInOldYAML: YAMLNode {
    guard style == .plain, tag == .string || tag == .implicit, let text, ScalarResolver.needsQuotes(text) else {
      return self
    }
    var node = self
    node.style = .doubleQuoted
    node.tag = .string
    return node
  }
}
