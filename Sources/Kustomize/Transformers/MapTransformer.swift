import YAML

/// Adds labels or annotations.
struct MapTransformer: Transformer {
  let entries: [String: String]
  let specs: [FieldSpec]

  func transform(_ set: inout ResourceSet) throws {
    guard !entries.isEmpty else { return }
    let sorted = entries.sorted { $0.key < $1.key }
    try set.mutateAll { resource in
      for (key, value) in sorted {
        for spec in specs {
          try FieldVisitor(spec: spec, creation: .mapping).apply(to: &resource) { try $0.setEntry(key, .string(value)) }
        }
      }
    }
  }
}
