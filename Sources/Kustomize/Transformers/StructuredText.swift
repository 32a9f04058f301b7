import YAML

/// Replaces values inside texts that are YAML or JSON themselves, such as files in a ConfigMap.
enum StructuredText {
  /// Whether the path leads into such a text and the value was written there.
  static func replace(
    _ value: YAMLNode, at path: [String], _ creation: PathMatcher.Creation?, in root: inout YAMLNode
  ) -> Bool {
    guard path.count >= 2 else { return false }
    for end in 1..<path.count {
      guard let node = NodePath.lookUp(root, path[..<end]) else { continue }
      guard let text = node.text, !node.isNull else { continue }
      guard let changed = changed(text, value, path[end...], creation) else { return false }
      let matcher = PathMatcher(creation: nil) { $0.content = .scalar(changed) }
      return ((try? matcher.visit(&root, literal(path[..<end])[...])) ?? 0) > 0
    }
    return false
  }

  /// The path with its values quoted, as they are no patterns here.
  private static func literal(_ path: ArraySlice<String>) -> [String] {
    path.map { part in
      guard let (name, value) = NodePath.nameAndValue(part) else { return part }
      let special = Set("\\.+*?()|[]{}^$")
      let quoted = value.map { special.contains($0) ? "\\\($0)" : String($0) }.joined()
      return "[\(name)=^\(quoted)$]"
    }
  }

  private static func changed(
    _ text: String, _ value: YAMLNode, _ path: ArraySlice<String>, _ creation: PathMatcher.Creation?
  ) -> String? {
    var documents = YAMLDocuments(Array(text.utf8))
    guard var inner = try? documents.next() else { return nil }
    let matcher = PathMatcher(creation: creation) { $0.replaceText(with: value) }
    guard let count = try? matcher.visit(&inner, path), count > 0 else { return nil }
    guard let first = text.first(where: { !$0.isWhitespace }) else { return nil }
    guard first == "{" || first == "[" else {
      if let edited = CommentedText(text)?.setting(value, at: path) { return edited }
      return String(decoding: YAML.encodePreservingStyle(inner), as: UTF8.self).trimmed
    }
    // A text in the place of a number is not JSON; kustomize then leaves everything as it was.
    var checked = inner
    guard (try? checked.prepareForJSON()) != nil else { return nil }
    let isPretty = text.contains("\n") && text.contains("  ")
    return String(decoding: isPretty ? GoJSON.encodeIndented(inner) : GoJSON.encode(inner), as: UTF8.self)
  }
}
