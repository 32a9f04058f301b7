import YAML

/// Labels and annotations that stand in several fields of an object and are one value all the same.
///
/// When kustomize adds a label, the fields that did not have it get one node of the tree between them, and what is
/// written to one of them later, by a patch, a replacement or the labels of an overlay, is written to all. Here trees
/// are values, so such nodes have a mark, and what happens to one is done to the others afterwards.
struct SharedValues: Sendable {
  /// Texts by mark.
  private var texts: [(mark: UInt16, text: String)] = []
  private var lastMark: UInt16 = 0

  var isEmpty: Bool { texts.isEmpty }

  /// A mark for the places of one more value.
  mutating func nextMark() -> UInt16 {
    lastMark = lastMark == .max ? 1 : lastMark + 1
    return lastMark
  }

  mutating func note(_ mark: UInt16, _ text: String) { texts.append((mark, text)) }

  /// Every place has its own value from now on.
  mutating func separate() { texts = [] }

  /// Whether a node is one of several with a value, and has another one now.
  func isChanged(_ node: YAMLNode) -> Bool {
    node.mark != 0 && texts.contains { $0.mark == node.mark && $0.text != node.text }
  }

  /// Gives all places of a value what was written to one of them.
  mutating func settle(_ root: inout YAMLNode) {
    guard !texts.isEmpty else { return }
    var changed: [UInt16: YAMLNode] = [:]
    collect(root, &changed)
    guard !changed.isEmpty else { return }
    Self.spread(changed, &root)
    for index in texts.indices {
      guard let node = changed[texts[index].mark] else { continue }
      texts[index].text = node.text ?? ""
    }
  }

  private func collect(_ node: YAMLNode, _ changed: inout [UInt16: YAMLNode]) {
    switch node.content {
    case .scalar: if isChanged(node) { changed[node.mark] = node }
    case .sequence(let items): for item in items { collect(item, &changed) }
    case .mapping(let entries): for entry in entries { collect(entry.value, &changed) }
    }
  }

  private static func spread(_ changed: [UInt16: YAMLNode], _ node: inout YAMLNode) {
    switch node.content {
    case .scalar: if node.mark != 0, let new = changed[node.mark] { node = new }
    case .sequence:
      _ = node.mutateItems { items in
        for index in items.indices { spread(changed, &items[index]) }
      }
    case .mapping:
      _ = node.mutateEntries { entries in
        for index in entries.indices { spread(changed, &entries[index].value) }
      }
    }
  }
}

extension YAMLNode {
  /// This value in the place of another: with the mark of that place.
  func inPlace(of old: YAMLNode) -> YAMLNode {
    guard old.mark != 0, isScalar else { return self }
    var node = self
    node.mark = old.mark
    return node
  }
}
