import Archive
import ControllerSupport
import FileTree
import GitOpsAPI
import Glibc
import OperatorKit
import Synchronization

/// Artifacts that are unpacked on disk: each once, however many Kustomizations are built from it.
///
/// Guarantees: a directory stays as long as somebody holds a lease; of those that nobody holds the last few stay, up
/// to a number of bytes. What a crash leaves is swept at the next start.
final class ArtifactCache: Sendable {
  private struct Entry {
    /// Never used twice, so that removing an old directory cannot disturb a new one.
    let path: String
    var leases = 0
    var bytes: UInt64 = 0
    var lastUse: UInt64 = 0
    /// Set once the directory is complete; those who come meanwhile wait for it.
    let ready: Task<ExtractionSummary, any Error>
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var uses: UInt64 = 0
  }

  private let root: String
  private let fetcher: ArtifactFetcher
  private let retries: ArtifactRetries
  private let requeueDependency: Duration
  private let limits: ExtractionLimits
  private let keptBytes: UInt64
  private let state = Mutex(State())

  init(
    root: String, fetcher: ArtifactFetcher, retries: ArtifactRetries, requeueDependency: Duration,
    limits: ExtractionLimits = ExtractionLimits(), keptBytes: UInt64 = 256 << 20
  ) throws {
    self.root = root
    self.fetcher = fetcher
    self.retries = retries
    self.requeueDependency = requeueDependency
    self.limits = limits
    self.keptBytes = keptBytes
    try Directories.recreate(root)
  }

  /// The right to read an unpacked artifact.
  struct Lease: Sendable {
    let path: String
    fileprivate let digest: String
    fileprivate let cache: ArtifactCache

    func release() { cache.release(digest) }
  }

  /// The artifact's directory, fetched and unpacked when it is not there. Throws ``KustomizationFailure``.
  func lease(_ artifact: Artifact, for object: Kustomization) async throws -> Lease {
    let entry = state.withLock { state in
      state.uses += 1
      let path = "\(root)/\(state.uses)"
      var entry =
        state.entries[artifact.digest]
        ?? Entry(path: path, ready: Task { try await self.unpack(artifact, path) })
      entry.leases += 1
      entry.lastUse = state.uses
      state.entries[artifact.digest] = entry
      return entry
    }
    do {
      let summary = try await entry.ready.value
      retries.reset(object.key)
      state.withLock { $0.entries[artifact.digest]?.bytes = summary.bytes }
      return Lease(path: entry.path, digest: artifact.digest, cache: self)
    } catch {
      drop(artifact.digest, entry.path)
      throw failure(error, artifact, object)
    }
  }

  private func unpack(_ artifact: Artifact, _ path: String) async throws -> ExtractionSummary {
    try Directories.recreate(path)
    do {
      return try await fetcher.extract(artifact, into: path, limits: limits)
    } catch {
      Directories.remove(path)
      throw error
    }
  }

  /// Forgets a directory that could not be made; the next one tries anew.
  private func drop(_ digest: String, _ path: String) {
    state.withLock { state in
      guard state.entries[digest]?.path == path else { return }
      state.entries[digest] = nil
    }
  }

  private func release(_ digest: String) {
    let victims = state.withLock { state in
      state.entries[digest]?.leases -= 1
      return evict(&state)
    }
    for path in victims { Directories.remove(path) }
  }

  /// Takes out of the table what nobody holds and what is beyond the bytes to keep, oldest first; returns the paths.
  private func evict(_ state: inout State) -> [String] {
    var total = state.entries.values.reduce(0) { $0 + $1.bytes }
    var victims: [String] = []
    var count = state.entries.count
    for (digest, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
      guard total > keptBytes || count > 64 else { break }
      guard entry.leases <= 0 else { continue }
      total -= min(total, entry.bytes)
      count -= 1
      state.entries[digest] = nil
      victims.append(entry.path)
    }
    return victims
  }

  private func failure(_ error: any Error, _ artifact: Artifact, _ object: Kustomization) -> any Error {
    guard let error = error as? ArtifactFetchError else { return error }
    if case .notFound = error {
      return KustomizationFailure(
        Reason.artifactFailed,
        "Source is not ready, artifact not found, retrying in \(GoDuration(requeueDependency))",
        remedy: .wait(requeueDependency), severity: nil)
    }
    if error.isRetryable, let delay = retries.delayAfterFailure(of: object.key, revision: artifact.revision) {
      return KustomizationFailure(Reason.artifactFailed, "\(error)", remedy: .wait(delay), severity: nil)
    }
    return KustomizationFailure(Reason.artifactFailed, "\(error)")
  }
}

/// Directories that are made and thrown away whole.
package enum Directories {
  /// Makes a directory, empty. Throws ``KustomizationFailure``.
  package static func recreate(_ path: String) throws {
    remove(path)
    guard mkdir(path, 0o700) == 0 else {
      throw KustomizationFailure(
        Reason.directoryCreationFailed, "cannot make the directory \(path): \(String(cString: strerror(errno)))",
        remedy: .soon)
    }
  }

  /// What cannot be removed is left to the next start.
  static func remove(_ path: String) { try? DirectoryTree.remove(path) }
}
