public import HTTP

/// What a handler answers.
public struct ServerResponse: Sendable {
  /// What is sent after the header.
  public enum Body: Sendable {
    /// Bytes in memory.
    case bytes([UInt8])
    /// Bytes made while they are sent. With a length the header announces it; the closure must then write
    /// exactly so many.
    case stream(length: Int?, @Sendable (ResponseWriter) async throws -> Void)
    /// A file. Conditional requests and ranges are answered as they ask.
    case file(ServedFile)
  }

  /// The status code.
  public var status: Int
  /// The header lines. Those that frame the body are the server's business.
  public var headers: HTTPHeaders
  /// What follows.
  public var body: Body

  /// An answer.
  public init(status: Int = 200, headers: HTTPHeaders = [:], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// Plain text.
  public static func text(_ text: String, status: Int = 200) -> ServerResponse {
    ServerResponse(
      status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
  }

  /// JSON that is already written.
  public static func json(_ bytes: [UInt8], status: Int = 200) -> ServerResponse {
    ServerResponse(status: status, headers: ["Content-Type": "application/json"], body: .bytes(bytes))
  }

  /// A file, opened by the path given. For paths that come from clients use ``StaticFileHandler``.
  ///
  /// - Returns: 404 when it is not a regular file that can be opened.
  public static func file(_ path: String, contentType: String? = nil) async -> ServerResponse {
    guard let file = await BlockingWork.run({ ServedFile(path: path) }) else { return .notFound }
    return ServerResponse(headers: ["Content-Type": contentType ?? ContentType.of(path)], body: .file(file))
  }

  /// 404.
  public static var notFound: ServerResponse { .text("not found\n", status: 404) }
}

/// Sends the pieces of a streamed answer.
public struct ResponseWriter: Sendable {
  let send: @Sendable ([UInt8]) async throws -> Void

  /// Sends a piece and returns once the connection took it, so that a slow client holds back the producer.
  ///
  /// - Throws: when the client is gone or takes nothing for ``ServerLimits/idleTimeout``.
  public func write(_ bytes: [UInt8]) async throws {
    guard !bytes.isEmpty else { return }
    try await send(bytes)
  }
}
