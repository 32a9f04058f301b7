import Digests
import GitOpsAPI
import OperatorKit

/// The storage as reconcilers see it: every call that blocks on the disk runs on a thread of its own.
struct StorageStep: Sendable {
  let storage: ArtifactStorage
  let verifier: ArtifactVerifier

  /// What was found about the artifact of an object.
  struct Inspection: Sendable {
    let verdict: ArtifactVerifier.Verdict
    /// Number of superseded artifacts that were removed.
    let collected: Int
  }

  func path(kind: String, _ key: ObjectKey, file: String) -> String { storage.path(kind: kind, key, file: file) }
  func url(_ path: String) -> String { storage.url(path) }
  /// Of digests and of revisions that are digests.
  var algorithm: DigestAlgorithm { storage.algorithm }

  /// Collects garbage, then looks at the current artifact. A corrupt one is removed. Throws ``SourceFailure``.
  func inspect(kind: String, _ key: ObjectKey, _ artifact: Artifact) async throws -> Inspection {
    // A path that we did not make is none of our files: neither read nor removed.
    guard storage.owns(artifact.path, kind: kind, key) else { return Inspection(verdict: .missing, collected: 0) }
    do {
      return try await onOwnThread { [storage, verifier] in
        let collected = storage.collectGarbage(kind: kind, key, current: artifact.path)
        let verdict = try verifier.verify(storage.absolute(artifact.path), digest: artifact.digest)
        if verdict == .corrupt { try storage.remove(artifact.path) }
        for name in collected { verifier.forget(storage.absolute(storage.path(kind: kind, key, file: name))) }
        return Inspection(verdict: verdict, collected: collected.count)
      }
    } catch let error as StorageError {
      throw SourceFailure(ConditionType.storageOperationFailed, reason: error.reason, "\(error)")
    }
  }

  /// Stores a file that `write` makes at the temporary path it is given. Throws ``StorageError`` and what `write`
  /// throws.
  func store(
    _ path: String, _ write: @Sendable (_ temporary: String, DigestAlgorithm) async throws -> StoredFile
  ) async throws -> StoredFile {
    let slot = try await onOwnThread { [storage] in try storage.prepare(path) }
    let stored: StoredFile
    do {
      stored = try await write(slot.temporaryPath, storage.algorithm)
    } catch {
      slot.discard()
      throw error
    }
    try await onOwnThread { [verifier, storage] in
      try slot.commit()
      verifier.note(storage.absolute(path), digest: stored.digest.description)
    }
    return stored
  }

  /// Stores a copy of a file of the work directory. Throws ``StorageError``.
  func store(copyOf source: String, as path: String) async throws -> StoredFile {
    try await store(path) { temporary, algorithm in
      try await onOwnThread { try FileCopy.copy(source, to: temporary, algorithm) }
    }
  }

  /// Lets a link beside an artifact lead to it, and returns the link's address.
  ///
  /// Consumers do without it, so that a failure only leaves the old one: `nil` then.
  func link(_ path: String, as name: String, kind: String, _ key: ObjectKey) async -> String? {
    let link = storage.path(kind: kind, key, file: name)
    let isDone = try? await onOwnThread { [storage] in storage.link(link, to: path) }
    return isDone == true ? storage.url(link) : nil
  }

  /// Removes everything of an object. Throws ``StorageError``.
  func removeAll(kind: String, _ key: ObjectKey) async throws {
    try await onOwnThread { [storage] in try storage.removeAll(kind: kind, key) }
    verifier.forget(under: storage.absolute(storage.folder(kind: kind, key)))
  }
}
