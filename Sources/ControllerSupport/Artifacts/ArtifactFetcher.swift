public import Archive
import Digests
public import GitOpsAPI
public import HTTP
import OperatorKit

/// Fetches what a source offers in `status.artifact`.
///
/// The bytes stream from the network through the digest to where they go; memory does not depend on their number.
/// The digest is compared at the end: what was unpacked or written before counts for nothing until the call returns.
/// One attempt a call: when it fails, ``ArtifactRetries`` says when to come back, so that a server that is away holds
/// no worker.
public struct ArtifactFetcher: Sendable {
  private let http: HTTPClient
  private let hosts: ArtifactHosts

  /// Between two pieces of the answer; a dead server is noticed after this.
  private static let idleTimeout = Duration.seconds(30)

  public init(http: HTTPClient = .shared, hosts: ArtifactHosts) {
    self.http = http
    self.hosts = hosts
  }

  /// Unpacks an artifact into an existing directory; throws ``ArtifactFetchError``, after which the directory is to
  /// be thrown away.
  ///
  /// - Parameter subPath: When given, only what is at or beneath this path is unpacked.
  public func extract(
    _ artifact: Artifact, into directory: String, limits: ExtractionLimits = ExtractionLimits(), subPath: String? = nil
  ) async throws -> ExtractionSummary {
    let extraction: Extraction
    do {
      extraction = Extraction(try ArchiveExtractor(into: directory, limits: limits, subPath: subPath))
    } catch let error as ArchiveError {
      throw ArtifactFetchError.archive(error)
    }
    try await fetch(artifact) { block in
      try await onOwnThread { try extraction.feed(block) }
    }
    return try await onOwnThread { try extraction.finish() }
  }

  /// Writes an artifact to a new file; throws ``ArtifactFetchError`` and leaves no file then.
  public func download(_ artifact: Artifact, to path: String, maximumBytes: Int64 = .max) async throws {
    let file = try NewFile(path)
    do {
      try await fetch(artifact, maximumBytes: maximumBytes) { block in
        try await onOwnThread { try file.append(block) }
      }
      try await onOwnThread { try file.finish() }
    } catch {
      file.discard()
      throw error
    }
  }

  /// Hands the bytes of an artifact to `consume`, some hundred kilobytes at a time.
  private func fetch(
    _ artifact: Artifact, maximumBytes: Int64 = .max, _ consume: ([UInt8]) async throws -> Void
  ) async throws {
    guard let url = hosts.resolve(artifact.url) else { throw ArtifactFetchError.badURL(artifact.url) }
    let check = try DigestCheck(artifact.digest)
    var received: Int64 = 0
    var block = BlockBuffer()
    do {
      for try await chunk in try await open(url) {
        received = received.addingReportingOverflow(Int64(chunk.count)).partialValue
        guard received <= maximumBytes else { throw ArtifactFetchError.tooLarge(limit: maximumBytes) }
        check.update(chunk)
        if let full = block.append(chunk) { try await consume(full) }
      }
      if let rest = block.take() { try await consume(rest) }
    } catch let error as HTTPError {
      if case .cancelled = error.kind { throw CancellationError() }
      throw ArtifactFetchError.transport(error)
    }
    try check.finish()
  }

  private func open(_ url: RemoteURL) async throws -> HTTPBody {
    var request = HTTPRequest(url: url)
    request.options.idleTimeout = ArtifactFetcher.idleTimeout
    request.options.redirects = .follow(max: 5)
    let response = try await http.send(request)
    switch response.status {
    case 200: return response.body
    case 404: throw ArtifactFetchError.notFound(url: url)
    default: throw ArtifactFetchError.status(response.status, url: url)
    }
  }
}

/// An extractor that goes from thread to thread.
///
/// Unchecked: the extractor is used by one thread at a time, because each use is awaited before the next begins.
private final class Extraction: @unchecked Sendable {
  private let extractor: ArchiveExtractor

  init(_ extractor: ArchiveExtractor) { self.extractor = extractor }

  func feed(_ block: [UInt8]) throws {
    do { try extractor.feed(block) } catch let error as ArchiveError { throw ArtifactFetchError.archive(error) }
  }

  func finish() throws -> ExtractionSummary {
    do { return try extractor.finish() } catch let error as ArchiveError { throw ArtifactFetchError.archive(error) }
  }
}
