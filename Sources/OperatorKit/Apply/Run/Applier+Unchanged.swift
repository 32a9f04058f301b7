/// What a look at the objects of an owner has shown.
public enum LiveState: Sendable, Hashable {
  /// Not a byte of any object has changed.
  case identical
  /// Nothing that was applied has changed; statuses have.
  case unchanged
  /// Something has changed, or it cannot be proven that nothing has.
  case unproven
}

extension Applier {
  /// Looks whether everything that was applied for the same inputs is as it was left, without building it anew.
  ///
  /// Only metadata is read, in as few requests as ``ApplyCache`` describes; the proof is the one given there. Call it
  /// when what would be sent is known to be the same as the last time.
  ///
  /// - Parameter references: The objects, as the last inventory names them.
  /// - Throws: `CancellationError`; what cannot be read is unproven.
  public func liveState(
    of references: [ObjectReference], owner: OwnerLabels, cache scope: ApplyCache.Scope
  ) async throws -> (state: LiveState, requests: RequestCounts) {
    var known = scope.cache.records(of: scope.owner)
    let candidates = references.enumerated().compactMap { index, reference -> ProofReader.Candidate? in
      guard let record = known[Fingerprint(reference.identity)], scope.cache.isFresh(record) else { return nil }
      return .init(index: index, reference: reference, record: record)
    }
    guard candidates.count == references.count else { return (.unproven, RequestCounts()) }
    let reader = ProofReader(client: client, owner: owner, cache: scope.cache, concurrency: options.concurrency)
    let outcome = try await reader.prove(candidates)
    guard outcome.proofs.count == references.count else { return (.unproven, outcome.requests) }
    var isIdentical = true
    for proof in outcome.proofs {
      let id = Fingerprint(references[proof.index].identity)
      if known[id]?.evidence != proof.evidence { isIdentical = false }
      known[id]?.evidence = proof.evidence
    }
    if !isIdentical { scope.cache.replace(scope.owner, known) }
    return (isIdentical ? .identical : .unchanged, outcome.requests)
  }
}
