import YAML

/// Changes name, tag or digest of images.
struct ImageTransformer: Transformer {
  private let rule: ImageRule
  private let specs: [FieldSpec]
  private let pattern: Pattern?

  init(_ rule: ImageRule, specs: [FieldSpec]) {
    self.rule = rule
    self.specs = specs
    pattern = try? Pattern(anywhere: "^\(rule.name)(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
  }

  func transform(_ set: inout ResourceSet) throws {
    try set.mutateAll { resource in
      guard resource.kind != "CustomResourceDefinition" else { return }
      try updateContainers(in: &resource.node)
      for spec in specs { try FieldVisitor(spec: spec).apply(to: &resource, update) }
    }
  }

  /// Containers are found wherever they are, also in kinds that nobody has described.
  private func updateContainers(in node: inout YAMLNode) throws {
    if node.isSequence {
      _ = try node.mutateItems { items in
        for index in items.indices { try updateContainers(in: &items[index]) }
      }
      return
    }
    _ = try node.mutateEntries { entries in
      for index in entries.indices {
        if entries[index].value.isScalar { continue }
        try updateContainers(in: &entries[index].value)
        guard entries[index].key == "containers" || entries[index].key == "initContainers" else { continue }
        _ = try entries[index].value.mutateItems { items in
          for item in items.indices { _ = try items[item].mutate("image") { if !$0.isNull { try update(&$0) } } }
        }
      }
    }
  }

  private func update(_ node: inout YAMLNode) throws {
    guard let image = node.text else { throw node.wrongKind(expected: "ScalarNode") }
    guard pattern?.matches(image) ?? false else { return }
    try node.setEntry(nil, .plain(updated(ImageReference(image))))
  }

  private func updated(_ image: ImageReference) -> String {
    var image = image
    if !rule.newName.isEmpty { image.name = rule.newName }
    if !rule.newTag.isEmpty {
      image.tag = rule.newTag
      image.digest = rule.digest
    } else if !rule.digest.isEmpty {
      image.tag = ""
      image.digest = rule.digest
    } else if !rule.tagSuffix.isEmpty {
      image.tag += rule.tagSuffix
      image.digest = ""
    }
    return image.text
  }
}

/// `name:tag@digest` taken apart.
struct ImageReference {
  var name: String
  var tag = ""
  var digest = ""

  init(_ text: String) {
    // A colon before the first slash belongs to the port of a registry.
    let slash = text.firstIndex(of: "/").flatMap { $0 == text.startIndex ? nil : $0 } ?? text.startIndex
    let rest = text[slash...]
    let at = rest.firstIndex(of: "@")
    let colon = rest.firstIndex(of: ":").flatMap { colon in at.map { colon < $0 } ?? true ? colon : nil }
    name = String(text[..<(colon ?? at ?? text.endIndex)])
    if let colon { tag = String(text[text.index(after: colon)..<(at ?? text.endIndex)]) }
    if let at { digest = String(text[text.index(after: at)...]) }
  }

  var text: String { name + (tag.isEmpty ? "" : ":" + tag) + (digest.isEmpty ? "" : "@" + digest) }
}
