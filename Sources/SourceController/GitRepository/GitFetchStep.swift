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
  let services: SourceServices
  let access: GitAccess

  private static let kind = GitRepository.resourceType.kind
  /// What a fetch may need beside the streams: the index of the pack, a delta's base, the compressor.
  private static let memoryEstimate = 14 << 20
  /// Event messages show no more of a commit's first line.
  private static let summaryLength = 50

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
      throw try GitFailure.failure(error)
    }
  }

  /// Fetches a commit and stores its files. Throws ``SourceFailure``.
  func fetch(
    _ object: GitRepository, _ remote: GitRemote, _ reference: ResolvedReference
  ) async throws -> FetchedArtifact {
    do {
      return try await services.work(on: object.key, kind: Self.kind, memory: Self.memoryEstimate) { directory in
        try await withDeadline(object.spec.effectiveTimeout.duration) {
          let checkout = try await remote.fetch(reference, into: directory)
          return try await store(checkout, object, directory)
        }
      }
    } catch {
      throw try GitFailure.failure(error)
    }
  }

  private func store(
    _ checkout: Checkout, _ object: GitRepository, _ directory: String
  ) async throws -> FetchedArtifact {
    let storage = services.storage
    let path = storage.path(kind: Self.kind, object.key, file: "\(checkout.revision.commit).tar.gz")
    let spec = object.spec
    let stored = try await storage.store(path) { temporary, algorithm in
      let written = try await checkout.writeArtifact(
        to: temporary, specIgnore: spec.ignore, sparse: spec.sparseCheckout, algorithm: algorithm,
        spillingInto: directory)
      return StoredFile(digest: written.artifact.digest, size: Int64(clamping: written.artifact.size))
    }
    await storage.removeLatestLink(kind: Self.kind, object.key)
    let artifact = Artifact(
      digest: stored.digest.description, lastUpdateTime: Timestamp.now().truncatedToSeconds, path: path,
      revision: checkout.revision.description, url: storage.url(path), size: stored.size)
    return FetchedArtifact(artifact: artifact, summary: GitFetchStep.shortened(checkout.commit.summary))
  }

  private static func shortened(_ line: String) -> String {
    let scalars = line.unicodeScalars
    guard scalars.count > summaryLength else { return line }
    var shortened = ""
    shortened.unicodeScalars.append(contentsOf: scalars.prefix(summaryLength))
    return shortened + "..."
  }
}
