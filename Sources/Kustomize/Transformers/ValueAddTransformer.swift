import YAML

/// Writes a value into fields, or into a place of the path that they hold.
struct ValueAddTransformer: Transformer {
  private struct Target {
    var selector: Selector?
    var fieldPath: String
    var position: Int

    init(_ reader: inout FieldReader) throws {
      selector = try reader.object("selector", of: "Selector", RuleReader.selector)
      fieldPath = try reader.string("fieldPath")
      position = try reader.int("filePathPosition")
    }
  }

  private let value: String
  private let targets: [Target]

  init(_ reader: inout FieldReader, loader: Loader) throws {
    let text = try reader.string("value").trimmed
    value = text.isEmpty ? FilePath.name(loader.root) : text
    var targets = try reader.list("targets", of: "Target") { try Target(&$0) }
    let file = try reader.string("targetFilePath")
    if !file.isEmpty {
      var documents = YAMLDocuments(try loader.load(file), limits: loader.budget.limits.yaml)
      var reader = try FieldReader(try documents.next() ?? .null, type: "Targets", mode: .lenient)
      targets += try reader.list("targets", of: "Target") { try Target(&$0) }
    }
    guard !targets.isEmpty else { throw KustomizeError("must specify at least one target") }
    for target in targets {
      guard !target.fieldPath.isEmpty else { throw KustomizeError("fieldPath cannot be empty") }
      guard target.position >= 0 else {
        throw KustomizeError("value of FilePathPosition (\(target.position)) cannot be negative")
      }
    }
    self.targets = targets
  }

  func transform(_ set: inout ResourceSet) throws {
    for target in targets {
      let selector = try target.selector.map { try CompiledSelector($0) }
      for index in 0..<set.count where selector?.matches(set[index]) ?? true {
        try set.mutate(index) { try apply(target, to: &$0) }
      }
    }
  }

  private func apply(_ target: Target, to resource: inout Resource) throws {
    if target.fieldPath == "metadata/namespace" {
      return try NamespaceTransformer(namespace: value, specs: []).apply(to: &resource)
    }
    let names = PathSplitter.split(target.fieldPath, separator: "/")
    try write(target, into: &resource.node, names[...])
  }

  private func write(_ target: Target, into node: inout YAMLNode, _ path: ArraySlice<String>) throws {
    guard let name = path.first else {
      guard node.isScalar else { throw node.wrongKind(expected: "ScalarNode") }
      let text = target.position > 0 ? Self.insert(value, at: target.position - 1, into: node.text ?? "") : value
      return try node.setEntry(nil, .plain(text))
    }
    guard node.isMapping else { throw node.wrongKind(expected: "MappingNode") }
    if node[name] == nil { node.set(name, path.count == 1 ? YAMLNode(.scalar(""), tag: .implicit) : .mapping()) }
    _ = try node.mutate(name) { try write(target, into: &$0, path.dropFirst()) }
  }

  /// A path with one more element; one at the front leaves an absolute path absolute.
  private static func insert(_ part: String, at position: Int, into path: String) -> String {
    guard !path.isEmpty else { return part }
    let isAbsolute = path.hasPrefix("/")
    var parts = path.split(separator: "/").map(String.init)
    parts.insert(part, at: min(position, parts.count))
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}
