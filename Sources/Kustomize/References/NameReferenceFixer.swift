import YAML

/// Writes the new names of renamed objects into the fields that refer to them.
struct NameReferenceFixer {
  private let references: [TransformerConfig.BackReference]

  init(_ references: [TransformerConfig.BackReference]) { self.references = references }

  func fix(_ set: inout ResourceSet) throws {
    for resource in set.resources where resource.kind == "RoleBinding" { try Referrer.checkSubjects(of: resource) }
    let candidates = ReferralCandidates(set.resources)
    guard !candidates.isEmpty else { return }
    for index in 0..<set.count {
      let original = set[index].originalID
      var referrer: Referrer?
      for reference in references {
        for spec in reference.referrers where original.gvk.isSelected(by: spec.gvk) {
          if referrer == nil { referrer = try Referrer(set[index], candidates) }
          guard let referrer else { continue }
          try set.mutate(index) { resource in
            try referrer.fix(spec, target: reference.target, in: &resource, candidates)
          }
        }
      }
    }
  }
}

/// What is known about the objects that may be referred to.
struct ReferralCandidates {
  /// Names do not change while references are fixed, so all is noted once.
  struct Candidate {
    let id: ResourceID
    let originalNamespace: String
    let previousIDs: [ResourceID]
    let prefixes: [String]
    let suffixes: [String]
    let resource: Int
  }

  /// Objects by the names that they had.
  private let byName: [String: [Candidate]]

  /// Whether no object was ever renamed or moved.
  var isEmpty: Bool { byName.isEmpty }

  init(_ resources: [Resource]) {
    var byName: [String: [Candidate]] = [:]
    for (index, resource) in resources.enumerated() where !resource.previous.isEmpty {
      let candidate = Candidate(
        id: resource.id, originalNamespace: resource.originalID.effectiveNamespace, previousIDs: resource.previousIDs,
        prefixes: resource.namePrefixes, suffixes: resource.nameSuffixes, resource: index)
      for name in Set(candidate.previousIDs.map(\.name)) { byName[name, default: []].append(candidate) }
    }
    self.byName = byName
  }

  func named(_ name: String) -> [Candidate] { byName[name] ?? [] }
}
