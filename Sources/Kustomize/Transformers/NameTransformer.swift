import YAML

/// Puts a prefix or a suffix to names.
struct NameTransformer: Transformer {
  enum Place: Sendable { case prefix, suffix }

  let place: Place
  let text: String
  let specs: [FieldSpec]

  /// Kinds whose name is not theirs to choose.
  private static let skipped = [
    GVK(kind: "CustomResourceDefinition"), GVK(group: "apiregistration.k8s.io", kind: "APIService"),
    GVK(kind: "Namespace"),
  ]

  func transform(_ set: inout ResourceSet) throws {
    try set.mutateAll { try apply(to: &$0) }
  }

  private func apply(to resource: inout Resource) throws {
    let gvk = resource.originalID.gvk
    if Self.skipped.contains(where: gvk.isSelected) { return }
    for spec in specs where gvk.isSelected(by: spec.gvk) {
      if spec.path == "metadata/name", !text.isEmpty {
        switch place {
        case .prefix: resource.namePrefixes.append(text)
        case .suffix: resource.nameSuffixes.append(text)
        }
        resource.rememberID()
      }
      try FieldVisitor(spec: spec, creation: .scalar(.string)).apply(to: &resource) { node in
        let name = node.text ?? ""
        try node.setEntry(nil, .plain(place == .prefix ? text + name : name + text))
      }
    }
  }
}
