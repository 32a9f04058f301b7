import YAML

/// An object whose references are being fixed.
struct Referrer {
  typealias Candidate = ReferralCandidates.Candidate

  private let id: ResourceID
  private let prefixes: [String]
  private let suffixes: [String]
  /// The namespaces of the service accounts that a role binding names.
  private let subjectNamespaces: Set<String>
  /// What a role binding refers to.
  private let role: GVK?

  init(_ resource: Resource, _ candidates: ReferralCandidates) throws {
    id = resource.id
    prefixes = resource.namePrefixes
    suffixes = resource.nameSuffixes
    subjectNamespaces = try Self.subjectNamespaces(of: resource)
    let roleRef = resource.node["roleRef"]
    role = roleRef.flatMap { roleRef in
      guard let group = roleRef["apiGroup"]?.text, let kind = roleRef["kind"]?.text else { return nil }
      return GVK(group: group, kind: kind)
    }
  }

  /// - Throws: when a role binding names a service account in a namespace without a name.
  static func checkSubjects(of resource: Resource) throws { _ = try subjectNamespaces(of: resource) }

  private static func subjectNamespaces(of resource: Resource) throws -> Set<String> {
    guard resource.kind == "RoleBinding", let subjects = resource.node["subjects"] else { return [] }
    var result = Set<String>()
    for subject in subjects.items where subject["kind"]?.text == "ServiceAccount" {
      guard let namespace = subject["namespace"] else { continue }
      guard case .string(let text) = namespace.scalarValue else {
        throw KustomizeError("Invalid Input: namespace is blank for resource \"\(resource.id)\"\n").located(
          resource.source)
      }
      result.insert(text)
    }
    return result
  }

  /// Fixes the references in one field.
  func fix(_ spec: FieldSpec, target: GVK, in resource: inout Resource, _ candidates: ReferralCandidates) throws {
    let isRoleRef = spec.path.hasSuffix("roleRef/name")
    let any = FieldSpec(spec.path, creates: spec.creates)
    do {
      try FieldVisitor(spec: any).apply(to: &resource) { node in
        try fix(&node, target, isRoleRef: isRoleRef, candidates)
      }
    } catch {
      throw KustomizeError.from(error).prefixed("updating name reference in '\(spec.path)' field of '\(id)'")
    }
  }

  private func fix(_ node: inout YAMLNode, _ target: GVK, isRoleRef: Bool, _ candidates: ReferralCandidates) throws {
    if node.isNull { return }
    switch node.content {
    case .scalar(let name):
      guard let referral = try select(name, target, isRoleRef, candidates.named(name), sameNamespace: false) else {
        return
      }
      if referral.id.name != name { try node.setEntry(nil, .plain(referral.id.name)) }
    case .mapping: try fixMapping(&node, target, isRoleRef, candidates)
    case .sequence:
      _ = try node.mutateItems { items in
        for index in items.indices where !items[index].isNull {
          try fix(&items[index], target, isRoleRef: isRoleRef, candidates)
        }
      }
    }
  }

  /// A mapping with a name and perhaps a namespace.
  private func fixMapping(_ node: inout YAMLNode, _ target: GVK, _ isRoleRef: Bool, _ candidates: ReferralCandidates)
    throws
  {
    guard let nameNode = node["name"] else { throw KustomizeError("path config error; no 'name' field in node") }
    let name = nameNode.text ?? ""
    var list = candidates.named(name)
    if let namespace = node["namespace"]?.text {
      let original = list.filter { $0.originalNamespace == namespace && namespace != ResourceID.clusterNamespace }
      list = original.isEmpty ? list.filter { $0.id.effectiveNamespace == namespace } : original
    }
    guard let referral = try select(name, target, isRoleRef, list, sameNamespace: true) else { return }
    if referral.id.name == name && referral.id.namespace.isEmpty { return }
    node.setKeepingStyle("name", .plain(referral.id.name))
    if !referral.id.namespace.isEmpty { node.setKeepingStyle("namespace", .plain(referral.id.namespace)) }
  }
}

// MARK: Choosing

extension Referrer {
  /// The one object that a name means.
  private func select(
    _ name: String, _ target: GVK, _ isRoleRef: Bool, _ candidates: [Candidate], sameNamespace: Bool
  ) throws -> Candidate? {
    var list = candidates.filter { candidate in
      canRefer(to: candidate.id) && candidate.previousIDs.contains { $0.gvk.isSelected(by: target) }
        && isInReach(candidate.id)
        && (!isRoleRef || role == nil || candidate.previousIDs.contains { $0.gvk.isSelected(by: role ?? GVK()) })
    }
    if list.count == 1 { return list.first }
    list = list.filter { sharesContext(with: $0, allowsEmpty: true) }
    if list.count > 1 { list = list.filter { sharesContext(with: $0, allowsEmpty: false) } }
    guard let first = list.first else { return nil }
    let isOne = list.allSatisfy {
      $0.id.name == first.id.name && (!sameNamespace || $0.id.namespace == first.id.namespace)
    }
    if isOne { return first }
    let ids = list.map { "\($0.id)" }.joined(separator: ", ")
    throw KustomizeError("found multiple possible referrals: \(ids)\n")
  }

  /// Whether an object of another namespace may be meant at all.
  private func canRefer(to other: ResourceID) -> Bool {
    id.gvk.isClusterScoped || other.gvk.isClusterScoped || other.hasSameNamespace(as: id)
      || subjectNamespaces.contains(other.namespace)
  }

  private func isInReach(_ other: ResourceID) -> Bool {
    id.gvk.isClusterScoped || other.gvk.isClusterScoped || other.gvk.kind == "ServiceAccount"
      || other.hasSameNamespace(as: id)
  }

  /// Whether both objects were renamed by the same kustomizations.
  private func sharesContext(with candidate: Candidate, allowsEmpty: Bool) -> Bool {
    Self.endAlike(prefixes, candidate.prefixes, allowsEmpty) && Self.endAlike(suffixes, candidate.suffixes, allowsEmpty)
  }

  private static func endAlike(_ a: [String], _ b: [String], _ allowsEmpty: Bool) -> Bool {
    if a.isEmpty || b.isEmpty { return allowsEmpty || a.isEmpty == b.isEmpty }
    return zip(a.reversed(), b.reversed()).allSatisfy { $0 == $1 }
  }
}
