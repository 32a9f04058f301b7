import Digests
import GitOpsAPI
import HTTP
import OperatorKit

/// Fetches the index of a repository, checks and stores it.
///
/// The index goes from the network to the disk and is read from there once, for its shape; it is never in memory.
struct HelmIndexStep: Sendable {
  let services: SourceServices
  let maximumBytes: Int

  private static let kind = HelmRepository.resourceType.kind
  /// What libyaml, buffers and one entry need.
  private static let memoryEstimate = 4 << 20

  /// What came of it.
  enum Outcome: Sendable {
    /// The repository has what is stored already.
    case unchanged
    case stored(Artifact)
  }

  /// - Parameters:
  ///   - stored: The revision that is there, if any.
  ///   - foundNew: Called with a new revision, before it is stored.
  /// - Throws: ``SourceFailure``.
  func fetch(
    _ object: HelmRepository, _ endpoint: HelmEndpoint, stored: String?, foundNew: (String) async throws -> Void
  ) async throws -> Outcome {
    do {
      return try await services.work(on: object.key, kind: Self.kind, memory: Self.memoryEstimate) { directory in
        let file = "\(directory)/index.yaml"
        let fetched = try await download(endpoint, to: file)
        let revision = "\(fetched.digest)"
        if revision == stored { return .unchanged }
        try await check(file)
        try await foundNew(revision)
        let path = services.storage.path(
          kind: Self.kind, object.key, file: "index-\(fetched.digest.hexString).yaml")
        let copy = try await services.storage.store(copyOf: file, as: path)
        return .stored(
          Artifact(
            digest: copy.digest.description, lastUpdateTime: Timestamp.now().truncatedToSeconds, path: path,
            revision: revision, url: services.storage.url(path), size: copy.size))
      }
    } catch {
      throw try HelmRepositoryFailure.failure(error)
    }
  }

  private func download(_ endpoint: HelmEndpoint, to file: String) async throws -> StoredFile {
    var request = endpoint.request(endpoint.url.appending(path: "index.yaml"))
    request.options.decompress = true
    return try await withDeadline(endpoint.timeout) { [request] in
      try await Download(services.http).fetch(
        request, to: file, what: "index", maximumBytes: Int64(maximumBytes), algorithm: services.storage.algorithm)
    }
  }

  private func check(_ file: String) async throws {
    let cancelled = CancellationFlag()
    try await withTaskCancellationHandler {
      _ = try await onOwnThread { try IndexReader.read(file, isCancelled: { cancelled.isSet }) }
    } onCancel: {
      cancelled.set()
    }
  }
}
