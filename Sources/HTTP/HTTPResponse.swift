/// An answer whose header has arrived; the body follows as it is read.
public struct HTTPResponse: Sendable {
  /// The status code, 200...999.
  public let status: Int
  /// The header lines.
  public let headers: HTTPHeaders
  /// The version the server answered with: `1.0`, `1.1`, `2`.
  public let version: String
  /// Where the answer came from, after redirects.
  public let url: RemoteURL
  /// The body. Letting go of it unread ends the transfer.
  public let body: HTTPBody

  /// An answer, for tests and for transports of one's own.
  public init(status: Int, headers: HTTPHeaders = [:], version: String = "1.1", url: RemoteURL, body: HTTPBody) {
    self.status = status
    self.headers = headers
    self.version = version
    self.url = url
    self.body = body
  }

  /// Whether the status is 200...299.
  public var isSuccess: Bool { status >= 200 && status < 300 }

  /// The length of the body as the server announced it.
  public var contentLength: Int? { headers["Content-Length"].flatMap { Int($0) } }
}
