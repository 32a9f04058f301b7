import Digests
import GitOpsAPI
import OperatorKit

/// The storage as reconcilers see it: every call that blocks on the disk runs on a thread of its own.
struct StorageStep: Sendable {
  let storage: ArtifactStorage
  let verifier: ArtifactVerifier

  func path(kind: String, _ key: ObjectKey, file: String) -> String { storage.path(kind: kind, key, file: file) }
  func url(_ path: String) -> String { storage.url(path) }

  /// Collects garbage, then looks at the current artifact. Throws ``SourceFailure``.
  func inspect(
    kind: String, _ key: ObjectKey, _ artifact: Artifact
  ) async throws -> (verdict: ArtifactVerifier.Verdict, removed: Int) {
    do {
      return try await onOwnThread { [storage, verifier] in
        let removed = storage.collectGarbage(kind: kind, key, current: artifact.path)
        let verdict = try verifier.verify(storage.absolute(artifact.path), digest: artifact.digest)
        if verdict == .corrupt { storage.remove(artifact.path) }
        return (verdict, removed.count)
      }
    } catch let error as StorageError {
      throw SourceFailure(ConditionType.storageOperationFailed, reason: error.operation.rawValue, "\(error)")
    }
  }

  /// Stores a file that `write` makes at the temporary path it is given.
  func store(
    _ path: String, _ write: @Sendable (_ temporary: String, DigestAlgorithm) async throws -> StoredFile
  ) async throws -> StoredFile {
    let slot = try await onOwnThread { [storage] in try storage.prepare(path) }
    do {
      let stored = try await write(slot.temporaryPath, storage.algorithm)
      try await onOwnThread { try slot.commit() }
      return stored
    } catch {
      slot.discard()
      throw error
    }
  }

  func removeAll(kind: String, _ key: ObjectKey) async throws {
    try await onOwnThread { [storage] in try storage.removeAll(kind: kind, key) }
  }

  func forget(kind: String, _ key: ObjectKey) { verifier.forget(under: storage.absolute(storage.folder(kind: kind, key))) }
}
