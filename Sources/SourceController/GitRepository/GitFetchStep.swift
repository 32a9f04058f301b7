import Archive
import Digests
import Git
import GitOpsAPI
import OperatorKit

/// An artifact that was just stored, and the first line of its commit's message.
struct FetchedArtifact: Sendable {
  let artifact: Artifact
  let summary: String
}

/// Lists, fetches, and turns a commit into an artifact.
struct GitFetchStep: Sendable {
  let storage: StorageStep
  let access: GitAccess
  let budget: MemoryBudget
  /// Where packs are kept while they are read; swept when the process starts.
  let workDirectory: String

  /// What a fetch may need beside the streams: the index of the pack, a delta's base, the compressor.
  private static let memoryEstimate = 14 << 20

  /// What the reference stands for right now: one listing. Throws ``SourceFailure``.
  func resolve(_ object: GitRepository, _ remote: GitRemote) async throws -> ResolvedReference {
    let reference = object.spec.ref
    let spec = ReferenceSpec(
      branch: reference?.branch, tag: reference?.tag, semver: reference?.semver, name: reference?.name,
      commit: reference?.commit)
    do {
      let resolved = try await withDeadline(object.spec.effectiveTimeout.duration) { try await remote.resolve(spec) }
      access.remember(resolved.capabilities, of: object.spec.url)
      return resolved
    } catch {
      throw try GitFetchStep.failure(error, "failed to checkout and determine revision")
    }
  }

  /// Fetches a commit and stores its files. Throws ``SourceFailure``.
  func fetch(
    _ object: GitRepository, _ remote: GitRemote, _ reference: ResolvedReference
  ) async throws -> FetchedArtifact {
    let reservation = try await budget.acquire(GitFetchStep.memoryEstimate)
    defer {
      reservation.release()
      Allocator.returnFreedMemory()
    }
    do {
      return try await withDeadline(object.spec.effectiveTimeout.duration) {
        let directory = try WorkDirectory(in: workDirectory, name: "gitrepository-\(object.metadata.name)")
        defer { directory.remove() }
        let checkout = try await remote.fetch(reference, into: directory.path)
        return try await store(checkout, object, directory.path)
      }
    } catch let error as SourceFailure {
      throw error
    } catch {
      throw try GitFetchStep.failure(error, "failed to checkout and determine revision")
    }
  }

  /// Forgets what is remembered of an object.
  func forget(_ key: ObjectKey) { storage.forget(kind: GitRepositoryReconciler.kind, key) }

  private func store(_ checkout: Checkout, _ object: GitRepository, _ directory: String) async throws -> FetchedArtifact {
    let kind = GitRepositoryReconciler.kind
    let path = storage.path(kind: kind, object.key, file: "\(checkout.revision.commit).tar.gz")
    let specIgnore = object.spec.ignore
    let stored = try await storage.store(path) { temporary, algorithm in
      let written = try await checkout.writeArtifact(
        to: temporary, specIgnore: specIgnore, algorithm: algorithm, spillingInto: directory)
      return StoredFile(digest: written.artifact.digest, size: Int64(clamping: written.artifact.size))
    }
    let artifact = Artifact(
      digest: stored.digest.description, lastUpdateTime: Timestamp.now().truncatedToSeconds, path: path,
      revision: checkout.revision.description, url: storage.url(path), size: stored.size)
    return FetchedArtifact(artifact: artifact, summary: GitFetchStep.shortened(checkout.commit.summary))
  }

  /// Event messages show no more of a commit's first line.
  private static func shortened(_ line: String) -> String { String(line.prefix(50)) }

  /// What an error of the engine means for the object.
  private static func failure(_ error: any Error, _ doing: String) throws -> SourceFailure {
    switch error {
    case is CancellationError: throw error
    case GitError.emptyRepository:
      return SourceFailure(ConditionType.fetchFailed, reason: "EmptyGitRepository", "\(error)")
    case let error as StorageError:
      return SourceFailure(ConditionType.storageOperationFailed, reason: error.operation.rawValue, "\(error)")
    case let error as ArchiveError:
      return SourceFailure(
        ConditionType.storageOperationFailed, reason: StorageError.Operation.archive.rawValue, "\(error)")
    case let error as DeadlineExceeded:
      return SourceFailure(
        ConditionType.fetchFailed, reason: "GitOperationFailed",
        "\(doing): \(error) (spec.timeout); raise it if the repository is large")
    default:
      return SourceFailure(ConditionType.fetchFailed, reason: "GitOperationFailed", "\(doing): \(error)")
    }
  }
}
