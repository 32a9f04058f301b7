import YAML

/// Sets the number of replicas of one object.
struct ReplicaTransformer: Transformer {
  let rule: ReplicaRule
  let specs: [FieldSpec]

  func transform(_ set: inout ResourceSet) throws {
    var found = false
    for spec in specs {
      let indices = set.indices { $0.name == rule.name && $0.gvk.isSelected(by: spec.gvk) }
      found = found || !indices.isEmpty
      for index in indices {
        try set.mutate(index) { resource in
          try FieldVisitor(spec: spec, creation: .scalar(.int)).apply(to: &resource) {
            try $0.setEntry(nil, .int(rule.count))
          }
        }
      }
    }
    guard found else {
      let kinds = specs.map { "\($0.gvk)" }.joined(separator: " ")
      throw KustomizeError("resource with name \(rule.name) does not match a config with the following GVK [\(kinds)]")
    }
  }
}
