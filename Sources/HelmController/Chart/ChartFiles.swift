import ControllerSupport
import GitOpsAPI
import Glibc
import OperatorKit
import Synchronization

/// Chart archives on disk, each once, however many releases are made from it.
///
/// Guarantees: a file stays as long as somebody holds a lease; of those that nobody holds the last few stay. What a
/// crash leaves is swept at the next start.
final class ChartFiles: Sendable {
  private struct Entry {
    let path: String
    var leases = 0
    var lastUse: UInt64 = 0
    /// Set once the file is complete; those who come meanwhile wait for it.
    let ready: Task<Void, any Error>
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var uses: UInt64 = 0
  }

  private let root: String
  private let fetcher: ArtifactFetcher
  private let timeout: Duration
  private let state = Mutex(State())

  /// Files that nobody holds, and the largest archive.
  private static let kept = 32
  private static let maximumBytes: Int64 = 100 << 20

  /// Throws when the directory cannot be made.
  init(root: String, fetcher: ArtifactFetcher, timeout: Duration) throws {
    self.root = root
    self.fetcher = fetcher
    self.timeout = timeout
    if let directory = opendir(root) {
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name.hasSuffix(".tgz") { unlink("\(root)/\(name)") }
      }
      closedir(directory)
    } else if mkdir(root, 0o700) != 0 {
      throw ArtifactFetchError.file(operation: "make", path: root, reason: String(cString: strerror(errno)))
    }
  }

  /// Hands the path of an artifact's file to `work`, fetching it when it is not there.
  func withFile<Result>(_ artifact: Artifact, _ work: (String) async throws -> Result) async throws -> Result {
    let entry = state.withLock { state in
      state.uses += 1
      let path = "\(root)/\(state.uses).tgz"
      var entry =
        state.entries[artifact.digest] ?? Entry(path: path, ready: Task { try await self.fetch(artifact, path) })
      entry.leases += 1
      entry.lastUse = state.uses
      state.entries[artifact.digest] = entry
      return entry
    }
    defer { release(artifact.digest) }
    do {
      try await entry.ready.value
    } catch {
      state.withLock { if $0.entries[artifact.digest]?.path == entry.path { $0.entries[artifact.digest] = nil } }
      throw error
    }
    return try await work(entry.path)
  }

  private func fetch(_ artifact: Artifact, _ path: String) async throws {
    let fetcher = fetcher
    try await withDeadline(timeout) {
      try await fetcher.download(artifact, to: path, maximumBytes: ChartFiles.maximumBytes)
    }
  }

  private func release(_ digest: String) {
    let victims = state.withLock { state -> [String] in
      state.entries[digest]?.leases -= 1
      let idle = state.entries.filter { $0.value.leases <= 0 }.sorted { $0.value.lastUse < $1.value.lastUse }
      let superfluous = idle.prefix(max(0, idle.count - ChartFiles.kept))
      for (digest, _) in superfluous { state.entries[digest] = nil }
      return superfluous.map(\.value.path)
    }
    for path in victims { unlink(path) }
  }
}
