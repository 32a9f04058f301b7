/// The body of an answer, chunk by chunk.
///
/// # Guarantees
/// A slow reader holds back the sender: no more than the client's body buffer waits here (see
/// ``HTTPOptions/Version-swift.enum`` for what HTTP/2 adds). The sequence ends normally only if the body was
/// complete; otherwise it throws. Letting go of the body before its end, or cancelling the task that reads
/// it, ends the transfer and closes its stream at once.
///
/// # Caveats
/// A body is read once, by one task at a time.
public struct HTTPBody: AsyncSequence, Sendable {
  public typealias Element = [UInt8]
  public typealias Failure = HTTPError

  fileprivate enum Source: Sendable {
    case bytes([UInt8])
    case transfer(BodyLease)
  }

  fileprivate let source: Source

  /// A body that is already there, for tests and for transports of one's own.
  public init(bytes: [UInt8]) { source = .bytes(bytes) }

  init(exchange: Exchange) { source = .transfer(BodyLease(exchange)) }

  /// Reads a body chunk by chunk.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private var source: Source

    fileprivate init(source: Source) { self.source = source }

    /// The next chunk, never empty; `nil` at the end.
    public mutating func next() async throws(HTTPError) -> [UInt8]? {
      try await next(isolation: nil)
    }

    /// The next chunk, never empty; `nil` at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
      switch source {
      case .bytes(let bytes):
        source = .bytes([])
        return bytes.isEmpty ? nil : bytes
      case .transfer(let lease):
        return try await lease.exchange.nextChunk(isolation: actor)
      }
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }

  /// The whole body in memory.
  ///
  /// - Parameter limit: most bytes accepted.
  /// - Throws: ``HTTPError`` of kind `bodyTooLarge` when there are more, which also ends the transfer.
  public func collect(upTo limit: Int) async throws(HTTPError) -> [UInt8] {
    var bytes: [UInt8] = []
    var iterator = makeAsyncIterator()
    while let chunk = try await iterator.next() {
      guard chunk.count <= limit - bytes.count else {
        throw HTTPError(.bodyTooLarge(limit: limit), url: url)
      }
      bytes.append(contentsOf: chunk)
    }
    return bytes
  }

  /// Ends the transfer now instead of when the last copy of the body is let go.
  public func cancel() {
    if case .transfer(let lease) = source { lease.exchange.cancel() }
  }

  private var url: RemoteURL? {
    if case .transfer(let lease) = source { lease.exchange.request.url } else { nil }
  }
}

/// Ends the transfer when the last copy of a body and its iterators is gone.
private final class BodyLease: Sendable {
  let exchange: Exchange

  init(_ exchange: Exchange) { self.exchange = exchange }

  deinit { exchange.cancel() }
}
