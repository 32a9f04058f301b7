import SemVer

/// What to fetch for a ``ReferenceSpec``, decided from a listing alone.
public struct ResolvedReference: Sendable, Equatable {
  /// A reference that may be the one.
  public struct Candidate: Sendable, Equatable {
    /// What to ask the server for: a commit, or an annotated tag.
    public let id: ObjectID
    /// The commit behind it, as far as the listing tells.
    public let target: ObjectID
    /// What stands before `@` in the revision.
    public let label: String?
  }

  /// One, unless several tags stand for the same version; then the newest commit wins.
  public let candidates: [Candidate]
  public let capabilities: ServerCapabilities
  let commit: ObjectID?

  /// The revision, when the listing was enough to know it. Equal to that of the stored artifact, nothing needs
  /// to be fetched (S-GT-08).
  public var revision: Revision? {
    guard candidates.count == 1, let only = candidates.first else { return nil }
    return Revision(label: only.label, commit: only.target)
  }
}

extension ReferenceSpec {
  /// Applies the rules of `spec.ref` to a listing.
  ///
  /// - Parameter address: For messages.
  /// - Throws: ``GitError`` when the reference is missing or the range matches no tag.
  public func resolve(in listing: ReferenceListing, address: String) throws(GitError) -> ResolvedReference {
    switch self {
    case .branch(let name): return try single("refs/heads/\(name)", label: name, listing, address)
    case .tag(let name): return try single("refs/tags/\(name)", label: name, listing, address)
    case .name(let name): return try single(name, label: name, listing, address)
    case .semver(let range): return try highest(range, listing, address)
    case .commit(let text, let branch):
      guard let id = ObjectID(hex: text) else {
        throw .invalidReference("\"\(text.prefix(80))\" is not a full commit hash of 40 or 64 hexadecimal digits")
      }
      return ResolvedReference(
        candidates: [.init(id: id, target: id, label: branch)], capabilities: listing.capabilities, commit: id)
    }
  }

  private func single(
    _ name: String, label: String, _ listing: ReferenceListing, _ address: String
  ) throws(GitError) -> ResolvedReference {
    guard let reference = listing[name] else { throw .referenceNotFound(name, address: address) }
    let candidate = ResolvedReference.Candidate(id: reference.id, target: reference.target, label: label)
    return ResolvedReference(candidates: [candidate], capabilities: listing.capabilities, commit: nil)
  }

  private func highest(_ range: String, _ listing: ReferenceListing, _ address: String) throws(GitError)
    -> ResolvedReference
  {
    let constraint: VersionConstraint
    do { constraint = try VersionConstraint(range) } catch { throw .invalidReference("semver: \(error)") }
    var best: SemanticVersion?
    var found: [ResolvedReference.Candidate] = []
    for reference in listing.references where reference.name.hasPrefix("refs/tags/") {
      let tag = String(reference.name.dropFirst("refs/tags/".count))
      guard let version = try? SemanticVersion(tag: tag), constraint.contains(version) else { continue }
      if let known = best, version < known { continue }
      if let known = best, version > known { found = [] }
      best = version
      found.append(.init(id: reference.id, target: reference.target, label: tag))
    }
    guard !found.isEmpty else { throw .noMatchingVersion(range: range, address: address) }
    return ResolvedReference(candidates: Array(found.suffix(32)), capabilities: listing.capabilities, commit: nil)
  }
}
