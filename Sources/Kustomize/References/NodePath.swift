import YAML

/// Dotted paths such as `spec.containers.[name=web].ports.0`, to find nodes and to make them.
enum NodePath {
  /// The names on the path of a variable, in which `ports[0]` is two of them.
  static func variableField(_ path: String) -> [String] {
    PathSplitter.splitDotted(path).flatMap { part -> [String] in
      guard part.hasSuffix("]"), let open = part.lastIndex(of: "["),
        Int(part[part.index(after: open)...].dropLast()) != nil
      else { return [part] }
      let index = String(part[part.index(after: open)...].dropLast())
      return open == part.startIndex ? [index] : [String(part[..<open]), index]
    }
  }

  /// The node at a path, without patterns.
  static func lookUp(_ node: YAMLNode, _ path: ArraySlice<String>) -> YAMLNode? {
    guard let part = path.first.map(\.trimmed) else { return node }
    let rest = path.dropFirst()
    if part.isEmpty { return lookUp(node, rest) }
    if let index = Int(part) {
      let items = node.items
      return items.indices.contains(index) ? lookUp(items[index], rest) : nil
    }
    if part == "-" { return node.items.last.flatMap { lookUp($0, rest) } }
    if let (name, value) = nameAndValue(part) {
      let found = node.items.first { name.isEmpty ? $0.text == value : $0[name]?.text == value }
      return found.flatMap { lookUp($0, rest) }
    }
    return node[part].flatMap { lookUp($0, rest) }
  }

  static func isListIndex(_ part: String) -> Bool { part.hasPrefix("[") && part.hasSuffix("]") }

  /// `[name=value]` taken apart.
  static func nameAndValue(_ part: String) -> (name: String, value: String)? {
    guard isListIndex(part) else { return nil }
    let parts = part.dropFirst().dropLast().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }
}
