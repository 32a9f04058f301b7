import ControllerSupport
import GitOpsAPI
import Glibc
package import HTTP
package import Kustomize
package import OperatorKit
import Synchronization

/// Brings the bases and files that kustomizations name by URL (K-10-02), through the clients that sources use.
///
/// Whoever may write a kustomization may be an enemy: the number of things, the size of each and the time for it are
/// bounded, only `https` and `http` are spoken, nothing is run, and no credentials are sent.
package final class RemoteBases: Sendable {
  /// Bounds for what one build may bring.
  package struct Limits: Sendable {
    /// Files and repositories.
    package var count = 32
    package var fileBytes = 8 << 20
    /// Unpacked, for each repository.
    package var repositoryBytes: UInt64 = 256 << 20
    package var time = Duration.seconds(60)

    package init() {}
  }

  /// What a fetch of a repository may need: the index of the pack, a delta's base, the compressor.
  private static let memoryEstimate = 14 << 20

  private let root: String
  private let http: HTTPClient
  private let options: HTTPOptions
  private let limits: Limits
  private let budget: MemoryBudget?
  private let builds = Atomic<UInt64>(0)

  /// - Parameter root: Made anew; what builds bring is kept in it as long as they run.
  package init(
    root: String, http: HTTPClient = .shared, options: HTTPOptions = HTTPOptions(), limits: Limits = Limits(),
    budget: MemoryBudget? = nil
  ) throws {
    self.root = root
    self.http = http
    self.options = options
    self.limits = limits
    self.budget = budget
    try Directories.recreate(root)
  }

  deinit { Directories.remove(root) }

  /// As the flags say: allowed unless `--no-remote-bases` is given.
  package static func allowed(
    by options: KustomizeOptions, root: String, budget: MemoryBudget
  ) throws -> RemoteBases? {
    options.forbidsRemoteBases ? nil : try RemoteBases(root: root, budget: budget)
  }

  /// Runs a build as often as it takes to know what it needs. Throws what the build throws, and `CancellationError`.
  package func build<Built: Sendable>(_ body: @Sendable (RemoteFiles) async throws -> Built) async throws -> Built {
    let directory = "\(root)/\(builds.wrappingAdd(1, ordering: .relaxed).newValue)"
    var isUsed = false
    defer { if isUsed { Directories.remove(directory) } }
    var contents: [RemoteFiles.Address: RemoteFiles.Content] = [:]
    while true {
      let files = RemoteFiles(contents)
      let result: Result<Built, any Error>
      do { result = .success(try await body(files)) } catch { result = .failure(error) }
      guard let missing = files.missing else { return try result.get() }
      guard contents.count < limits.count else {
        throw KustomizationFailure(Reason.buildFailed, "more than \(limits.count) remote resources in one build")
      }
      if !isUsed {
        try Directories.recreate(directory)
        isUsed = true
      }
      contents[missing] = try await fetch(missing, "\(directory)/\(contents.count)")
    }
  }

  private func fetch(_ address: RemoteFiles.Address, _ directory: String) async throws -> RemoteFiles.Content {
    switch address {
    case .file(let url): return try await file(url)
    case .repository(let url, let reference):
      try Directories.recreate(directory)
      let repository = RemoteRepositoryFetch(
        url: url, reference: reference, http: http, options: options, directory: directory,
        maximumBytes: limits.repositoryBytes)
      return try await describing {
        let reservation = try await self.budget?.acquire(RemoteBases.memoryEstimate)
        defer { reservation?.release() }
        return .repository(try await withDeadline(self.limits.time) { try await repository.run() })
      }
    }
  }

  private func file(_ address: String) async throws -> RemoteFiles.Content {
    guard let url = RemoteURL(address) else { return .failure("'\(address)' is not a URL") }
    var request = HTTPRequest(url: url, options: options)
    request.options.redirects = .follow(max: 10)
    request.options.totalTimeout = limits.time
    return try await describing { [request] in
      let response = try await self.http.send(request)
      if response.isSuccess { return .file(try await response.body.collect(upTo: self.limits.fileBytes)) }
      response.body.cancel()
      if RemoteRepository(address) != nil { return .noFile }
      return .failure("HTTP Error: status code \(response.status)")
    }
  }

  /// What went wrong is part of the answer; that the work is no longer wanted is not.
  private func describing(
    _ work: @Sendable () async throws -> RemoteFiles.Content
  ) async throws -> RemoteFiles.Content {
    do { return try await work() } catch {
      try Task.checkCancellation()
      return .failure("\(error)")
    }
  }
}
