import Archive

extension GitRemote {
  /// Finds out what a reference stands for right now; one listing of the references concerned.
  ///
  /// - Throws: ``GitError/emptyRepository(address:)``, ``GitError/referenceNotFound(_:address:)`` and others.
  public func resolve(_ spec: ReferenceSpec) async throws -> ResolvedReference {
    let listing = try await references(prefixes: spec.prefixes)
    do { return try spec.resolve(in: listing, address: transport.address) } catch {
      guard case .referenceNotFound = error else { throw error }
      // Only now does it matter whether there is anything at all.
      let all = try await references(prefixes: ["HEAD", "refs/"])
      throw all.references.isEmpty ? GitError.emptyRepository(address: transport.address) : error
    }
  }

  /// Fetches what a reference stands for, with no more history than needed (S-GT-05).
  ///
  /// - Parameter directory: An existing, empty directory of the caller's.
  /// - Throws: ``GitError``, ``PackError``, ``ObjectError``, `CancellationError`.
  public func fetch(
    _ reference: ResolvedReference, into directory: String, limits: PackLimits = PackLimits()
  ) async throws -> Checkout {
    if let commit = reference.commit {
      return try await fetch(commit: commit, reference, into: directory, limits: limits)
    }
    let pack = try await fetch(
      reference.candidates.map(\.id), depth: 1, reference.capabilities, into: directory, limits: limits)
    return try await onThread {
      let store = try ObjectStore(pack, spillingInto: directory, limits: limits)
      var newest: Checkout?
      for candidate in reference.candidates {
        let commit = try store.commit(peeling: candidate.id)
        if let newest, newest.commit.committer.time >= commit.committer.time { continue }
        let tag = try store.kind(candidate.id) == .tag ? store.tag(candidate.id) : nil
        newest = Checkout(
          revision: Revision(label: candidate.label, commit: commit.id), commit: commit, tag: tag, pack: pack)
      }
      guard let newest else { throw GitError.protocolViolation("nothing was asked for") }
      return newest
    }
  }

  /// Asks for the commit itself; where the server allows only what references name, fetches the history of the
  /// branch (or of `HEAD`) and looks whether the commit is part of it.
  private func fetch(
    commit id: ObjectID, _ reference: ResolvedReference, into directory: String, limits: PackLimits
  ) async throws -> Checkout {
    let pack: FetchedPack
    if let direct = try await fetchDirectly(id, reference, into: directory, limits: limits) {
      pack = direct
    } else {
      let name = reference.candidates.first?.label.map { "refs/heads/\($0)" } ?? "HEAD"
      let listing = try await references(prefixes: [name])
      guard let tip = listing[name] else { throw GitError.referenceNotFound(name, address: transport.address) }
      pack = try await fetch([tip.id], depth: nil, listing.capabilities, into: directory, limits: limits)
    }
    let label = reference.candidates.first?.label
    let address = transport.address
    return try await onThread {
      let store = try ObjectStore(pack, spillingInto: directory, limits: limits)
      guard store.contains(id) else { throw GitError.commitNotFound(id.description, address: address) }
      return try Checkout(revision: Revision(label: label, commit: id), commit: store.commit(id), tag: nil, pack: pack)
    }
  }

  private func fetchDirectly(
    _ id: ObjectID, _ reference: ResolvedReference, into directory: String, limits: PackLimits
  ) async throws -> FetchedPack? {
    guard reference.capabilities.allowsAnyCommit, id.format == reference.capabilities.objectFormat else { return nil }
    do {
      return try await fetch([id], depth: 1, reference.capabilities, into: directory, limits: limits)
    } catch GitError.remote {
      return nil
    }
  }

  private func onThread<Result: Sendable>(_ body: @Sendable () throws -> Result) async throws -> Result {
    try await BlockingWorker().run(body)
  }
}
