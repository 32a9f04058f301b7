import HTTP

/// Finds out which objects are as they were left, with as few reads as possible (see ``ApplyCache``).
struct ProofReader: Sendable {
  let client: KubernetesClient
  let owner: OwnerLabels
  let cache: ApplyCache
  let concurrency: Int

  /// From this many objects of a kind in a namespace on, one list is cheaper than single reads.
  private static let listThreshold = 3

  /// An object that may be unchanged: the same would be sent as the last time.
  struct Candidate: Sendable {
    let index: Int
    let reference: ObjectReference
    let record: ApplyCache.Record
  }

  /// An object that is proven unchanged.
  struct Proof: Sendable {
    let index: Int
    let reference: ObjectReference
    let uid: String
    let evidence: Evidence
  }

  struct Outcome: Sendable {
    var proofs: [Proof] = []
    var requests = RequestCounts()
  }

  private struct Group: Hashable, Sendable {
    let kind: GroupVersionKind
    let namespace: String
  }

  /// Proves what can be proven. What cannot be read is not proven, for whatever reason: the apply that follows finds
  /// out and says so. Throws `CancellationError` only.
  func prove(_ candidates: [Candidate]) async throws -> Outcome {
    let groups = Dictionary(grouping: candidates) { candidate in
      Group(kind: candidate.reference.groupVersionKind, namespace: candidate.reference.namespace)
    }
    let outcomes = try await mapConcurrently(Array(groups.values), limit: concurrency) { try await proveGroup($0) }
    var total = Outcome()
    for outcome in outcomes {
      total.proofs += outcome.proofs
      total.requests += outcome.requests
    }
    return total
  }

  private func proveGroup(_ candidates: [Candidate]) async throws -> Outcome {
    guard let first = candidates.first, let type = try await resolve(first.reference) else { return Outcome() }
    var group = GroupProof(reader: self, type: type)
    var rest = candidates
    if candidates.count >= ProofReader.listThreshold, !owner.labels.isEmpty, try await group.list(candidates) {
      rest = []
    }
    for candidate in rest { try await group.read(candidate) }
    return group.outcome
  }

  private func resolve(_ reference: ObjectReference) async throws -> ResourceType? {
    do {
      return try await client.resourceType(for: reference.groupVersionKind)
    } catch is KubernetesError {
      return nil
    }
  }
}

/// The proofs of the objects of one kind in one namespace.
private struct GroupProof {
  let reader: ProofReader
  let type: ResourceType
  var outcome = ProofReader.Outcome()
  /// Whether the kind's generation counts; `nil` until somebody needs to know.
  private var trustsGeneration: Bool?

  init(reader: ProofReader, type: ResourceType) {
    self.reader = reader
    self.type = type
  }

  /// Reads the metadata of all the owner's objects at once. Returns false when that is not allowed or fails.
  mutating func list(_ candidates: [ProofReader.Candidate]) async throws -> Bool {
    let byName = Dictionary(candidates.map { ($0.reference.name, $0) }, uniquingKeysWith: { first, _ in first })
    outcome.requests.metadataLists += 1
    var found: [(ProofReader.Candidate, String, Evidence)] = []
    do {
      let namespace = type.isNamespaced ? candidates.first?.reference.namespace : nil
      try await reader.client.list(
        type, namespace: namespace, options: ListOptions(labelSelector: reader.owner.selector), as: .metadata
      ) { object in
        guard let candidate = byName[object.name], let uid = object.uid, let evidence = Evidence(object) else { return }
        found.append((candidate, uid, evidence))
      }
    } catch is KubernetesError {
      return false
    }
    for (candidate, uid, evidence) in found { try await judge(candidate, uid, evidence) }
    return true
  }

  /// Reads the metadata of one object.
  mutating func read(_ candidate: ProofReader.Candidate) async throws {
    outcome.requests.metadataGets += 1
    do {
      let key = candidate.reference.scoped(to: type).key
      guard let object = try await reader.client.find(type, key, as: .metadata), let uid = object.uid,
        let evidence = Evidence(object)
      else { return }
      try await judge(candidate, uid, evidence)
    } catch is KubernetesError {
      return
    }
  }

  private mutating func judge(_ candidate: ProofReader.Candidate, _ uid: String, _ evidence: Evidence) async throws {
    switch evidence.compared(to: candidate.record.evidence) {
    case .changed: return
    case .sameGeneration: guard try await generationCounts() else { return }
    case .identical: break
    }
    outcome.proofs.append(
      .init(
        index: candidate.index, reference: candidate.reference.scoped(to: type), uid: uid, evidence: evidence))
  }

  private mutating func generationCounts() async throws -> Bool {
    if GenerationRule.isBuiltIn(type.groupKind) { return true }
    if let known = trustsGeneration { return known }
    let answer = try await isDefined()
    trustsGeneration = answer
    return answer
  }

  private mutating func isDefined() async throws -> Bool {
    let server = reader.client.configuration.server.description
    if reader.cache.isDefined(type.groupKind, on: server) { return true }
    guard let key = GenerationRule.definitionKey(of: type) else { return false }
    outcome.requests.metadataGets += 1
    do {
      guard try await reader.client.find(.customResourceDefinition, key, as: .metadata) != nil else { return false }
      reader.cache.noteDefined(type.groupKind, on: server)
      return true
    } catch is KubernetesError {
      return false
    }
  }
}
