import YAML

/// Puts objects into a namespace.
struct NamespaceTransformer: Transformer {
  /// Which subjects of role bindings move along.
  enum SubjectMode: String, Sendable {
    /// Those named `default`.
    case defaultOnly
    case allServiceAccounts
    case none
  }

  let namespace: String
  private let specs: [FieldSpec]
  /// Whether only objects without a namespace get one.
  private let unsetOnly: Bool
  private let subjects: SubjectMode

  init(namespace: String, specs: [FieldSpec], unsetOnly: Bool = false, subjects: SubjectMode = .defaultOnly) {
    self.namespace = namespace
    self.specs = specs
    self.unsetOnly = unsetOnly
    self.subjects = subjects
  }

  func transform(_ set: inout ResourceSet) throws {
    guard !namespace.isEmpty else { return }
    try set.mutateAll { resource in
      resource.rememberID()
      try apply(to: &resource)
    }
    do { try set.checkUniqueIDs() } catch {
      let error = KustomizeError.from(error)
      throw KustomizeError(
        "namespace transformation produces ID conflict: \(error.message)", file: error.file, line: error.line)
    }
  }

  func apply(to resource: inout Resource) throws {
    let gvk = resource.gvk
    if !gvk.isClusterScoped {
      let spec = FieldSpec("metadata/namespace", creates: true)
      try FieldVisitor(spec: spec, creation: .scalar(.implicit)).apply(to: &resource, set)
    }
    let isBinding = gvk.kind == "RoleBinding" || gvk.kind == "ClusterRoleBinding"
    if isBinding { try applyToSubjects(of: &resource) }
    for spec in specs {
      // Both have their own rules above.
      if spec.path == "metadata/namespace" || (spec.path == "metadata/name" && resource.apiVersion != "v1") { continue }
      let isSubjects =
        spec.path == "subjects/namespace" && (spec.gvk.kind == "RoleBinding" || spec.gvk.kind == "ClusterRoleBinding")
      if isBinding && isSubjects { continue }
      do { try FieldVisitor(spec: spec, creation: .scalar(.string)).apply(to: &resource, set) } catch {
        let error = KustomizeError.from(error)
        let isWrongKind = error.message.contains("wrong node kind")
        throw error.prefixed(
          isWrongKind ? "namespace field specs must target scalar nodes" : "namespace transformation failed")
      }
    }
  }

  private func set(_ node: inout YAMLNode) throws {
    if unsetOnly, !node.isNull, !(node.text ?? "").isEmpty { return }
    try node.setEntry(nil, .string(namespace))
  }

  private func applyToSubjects(of resource: inout Resource) throws {
    guard subjects != .none, let list = resource.node["subjects"], !list.isNull else { return }
    guard list.isSequence else { throw list.wrongKind(expected: "SequenceNode") }
    _ = try resource.node.mutate("subjects") { list in
      try list.mutateItems { items in
        for index in items.indices where isMoved(items[index]) {
          if items[index]["namespace"] == nil { items[index].set("namespace", YAMLNode(.scalar(""), tag: .implicit)) }
          _ = try items[index].mutate("namespace", set)
        }
      }
    }
  }

  private func isMoved(_ subject: YAMLNode) -> Bool {
    switch subjects {
    case .none: false
    case .defaultOnly: subject["name"]?.text == "default"
    case .allServiceAccounts: subject["kind"]?.text == "ServiceAccount"
    }
  }
}
