import YAML

/// Changes all nodes that a path with patterns means, and makes them where it is told to.
struct PathMatcher {
  /// What is made where nothing is; `nil` to make nothing.
  enum Creation { case scalar, mapping, sequence }

  let creation: Creation?
  let change: (inout YAMLNode) throws -> Void

  /// How many nodes were changed.
  func visit(_ node: inout YAMLNode, _ path: ArraySlice<String>) throws -> Int {
    guard let part = path.first else {
      try change(&node)
      return 1
    }
    if let index = Int(part), index >= 0 { return try visitItem(at: index, of: &node, path) }
    if NodePath.isListIndex(part) { return try visitItems(matching: part, of: &node, path) }
    if part == "*" { return try visitAll(of: &node, path) }
    return try visitField(part, of: &node, path)
  }

  private func visitField(_ name: String, of node: inout YAMLNode, _ path: ArraySlice<String>) throws -> Int {
    if node.isNull && creation == nil { return 0 }
    guard node.isMapping else {
      if node.isNull { return 0 }
      throw node.wrongKind(expected: "MappingNode")
    }
    let rest = path.dropFirst()
    if node[name] == nil {
      guard creation != nil else { return 0 }
      node.setPlain(name, newNode(before: rest.first))
    }
    return try node.mutate(name) { field in
      if field.isScalar && !field.isNull && !rest.isEmpty { return try visitText(field, rest) }
      return try visit(&field, rest)
    } ?? 0
  }

  /// A text that may be YAML itself. What is found in it counts, but is not written back from here.
  private func visitText(_ field: YAMLNode, _ path: ArraySlice<String>) throws -> Int {
    var documents = YAMLDocuments(Array((field.text ?? "").utf8))
    guard var inner = try documents.next() else { return 0 }
    return try visit(&inner, path)
  }

  private func newNode(before next: String?) -> YAMLNode {
    guard let next else {
      switch creation {
      case .mapping: return .mapping()
      case .sequence: return .sequence()
      default: return YAMLNode(.scalar(""), tag: .implicit)
      }
    }
    return NodePath.isListIndex(next) || (Int(next).map { $0 >= 0 } ?? false) ? .sequence() : .mapping()
  }

  private func visitItem(at index: Int, of node: inout YAMLNode, _ path: ArraySlice<String>) throws -> Int {
    guard node.isSequence else { throw node.wrongKind(expected: "SequenceNode") }
    let rest = path.dropFirst()
    return try node.mutateItems { items in
      if items.count == index, creation != nil { items.append(newNode(before: rest.first)) }
      guard items.indices.contains(index) else {
        throw KustomizeError("index \(index) specified but only \(items.count) elements found")
      }
      return try visit(&items[index], rest)
    } ?? 0
  }

  private func visitAll(of node: inout YAMLNode, _ path: ArraySlice<String>) throws -> Int {
    if node.isNull { return 0 }
    guard node.isSequence else { throw node.wrongKind(expected: "SequenceNode") }
    return try node.mutateItems { items in
      var count = 0
      for index in items.indices { count += try visit(&items[index], path.dropFirst()) }
      return count
    } ?? 0
  }

  private func visitItems(matching part: String, of node: inout YAMLNode, _ path: ArraySlice<String>) throws -> Int {
    guard let (name, value) = NodePath.nameAndValue(part) else {
      throw KustomizeError("list path element must contain fieldName=fieldValue for element to match")
    }
    if node.isNull && creation == nil { return 0 }
    guard node.isSequence else { throw node.wrongKind(expected: "SequenceNode") }
    let pattern = try Pattern(anywhere: value)
    return try node.mutateItems { items in
      let count = try visitItems(&items, name, pattern, path)
      if count > 0 || creation == nil { return count }
      items.append(name.isEmpty ? .plain(value) : .mapping([.init(name, .plain(value))]))
      return try visitItems(&items, name, pattern, path)
    } ?? 0
  }

  private func visitItems(
    _ items: inout [YAMLNode], _ name: String, _ pattern: Pattern, _ path: ArraySlice<String>
  ) throws -> Int {
    var count = 0
    for index in items.indices {
      if name.isEmpty {
        guard pattern.matches(Self.text(items[index])) else { continue }
        try change(&items[index])
        count += 1
      } else {
        guard let field = items[index][name], pattern.matches(Self.text(field)) else { continue }
        count += try visit(&items[index], path.dropFirst())
      }
    }
    return count
  }

  private static func text(_ node: YAMLNode) -> String {
    node.text ?? String(decoding: YAML.encode(node, sortedKeys: false), as: UTF8.self).trimmed
  }
}
