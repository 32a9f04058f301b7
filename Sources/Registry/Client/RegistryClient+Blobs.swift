import Digests
import HTTP

extension RegistryClient {
  /// How often a blob is taken up again where the connection broke.
  private static let maximumResumptions = 3

  /// Hands the bytes of a blob to `consume`, some hundred kilobytes at a time.
  ///
  /// Digest and size are compared at the end: what was consumed before counts for nothing until the call returns. When
  /// the connection breaks, the rest is asked for, a few times.
  ///
  /// - Parameter maximumBytes: Larger blobs are refused before anything is fetched.
  public func blob(
    _ descriptor: Descriptor, maximumBytes: Int64, _ consume: ([UInt8]) async throws -> Void
  ) async throws {
    let what = "blob '\(repository)@\(descriptor.digest)'"
    guard descriptor.size <= maximumBytes else { throw RegistryError.tooLarge(what, limit: maximumBytes) }
    var progress = BlobProgress(descriptor, what)
    var resumptions = 0
    while true {
      do {
        try await receive(descriptor, what, &progress, consume)
        break
      } catch RegistryError.transport(let error)
        where error.isRetryable && resumptions < Self.maximumResumptions
        && progress.mayResume
      {
        resumptions += 1
        progress.beginAttempt()
      }
    }
    if let rest = progress.buffer.take() { try await consume(rest) }
    try progress.finish()
  }

  private func receive(
    _ descriptor: Descriptor, _ what: String, _ progress: inout BlobProgress,
    _ consume: ([UInt8]) async throws -> Void
  ) async throws {
    let start = progress.received
    let headers: HTTPHeaders = start > 0 ? ["Range": "bytes=\(start)-"] : [:]
    let response = try await send(.get, "blobs/\(descriptor.digest)", headers: headers)
    switch response.status {
    case 206 where start > 0 && response.headers["Content-Range"]?.hasPrefix("bytes \(start)-") == true: break
    case 200 where start == 0: break
    case 200, 206: throw RegistryError.malformed(what, problem: "the connection broke and it cannot be taken up again")
    default: throw await Self.refusal(response, what)
    }
    do {
      for try await chunk in response.body {
        if let full = try progress.take(chunk) { try await consume(full) }
      }
    } catch let error as HTTPError {
      throw try Self.failure(error)
    }
    guard progress.received == descriptor.size else {
      throw RegistryError.sizeMismatch(what: what, expected: descriptor.size, found: progress.received)
    }
  }
}

/// How far a blob has come, over several attempts.
private struct BlobProgress {
  let descriptor: Descriptor
  let what: String
  let digest: StreamingDigest
  var received: Int64 = 0
  var buffer = BlockBuffer()
  private var atAttempt: Int64 = -1

  init(_ descriptor: Descriptor, _ what: String) {
    self.descriptor = descriptor
    self.what = what
    digest = StreamingDigest(descriptor.digest.algorithm)
  }

  /// An attempt that brought nothing is not worth another; the caller's retry with growing delays is.
  var mayResume: Bool { received > 0 && received > atAttempt }

  mutating func beginAttempt() { atAttempt = received }

  mutating func take(_ chunk: [UInt8]) throws -> [UInt8]? {
    let (total, overflow) = received.addingReportingOverflow(Int64(chunk.count))
    guard !overflow, total <= descriptor.size else {
      throw RegistryError.sizeMismatch(what: what, expected: descriptor.size, found: total)
    }
    received = total
    digest.update(chunk)
    return buffer.append(chunk)
  }

  func finish() throws {
    let found = digest.finishDigest()
    guard found == descriptor.digest else {
      throw RegistryError.digestMismatch(what: what, expected: descriptor.digest, found: found)
    }
  }
}
