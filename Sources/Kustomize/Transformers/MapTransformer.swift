import YAML

/// Adds labels or annotations.
struct MapTransformer: Transformer {
  let entries: [String: String]
  let specs: [FieldSpec]

  func transform(_ set: inout ResourceSet) throws {
    guard !entries.isEmpty else { return }
    let sorted = entries.sorted { $0.key < $1.key }
    try set.mutateAll { resource in
      for (key, value) in sorted { try add(key, value, to: &resource) }
    }
  }

  private func add(_ key: String, _ value: String, to resource: inout Resource) throws {
    var added = YAMLNode.string(value)
    added.mark = resource.shared.nextMark()
    let shared = resource.shared
    var count = 0
    var isChanged = false
    for spec in specs {
      try FieldVisitor(spec: spec, creation: .mapping).apply(to: &resource) { node in
        let isNew = node.isMapping && node[key] == nil
        try node.setEntry(key, isNew ? added : .string(value))
        if isNew { count += 1 } else { isChanged = isChanged || node[key].map(shared.isChanged) ?? false }
      }
    }
    if isChanged { resource.shared.settle(&resource.node) }
    if count > 1 { resource.shared.note(added.mark, value) }
  }
}
