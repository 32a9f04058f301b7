/// The method of a request.
public struct HTTPMethod: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
  /// The name as sent.
  public let rawValue: String

  /// A method by its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A method by its name.
  public init(stringLiteral value: String) { rawValue = value }

  public static let get: HTTPMethod = "GET"
  public static let head: HTTPMethod = "HEAD"
  public static let post: HTTPMethod = "POST"
  public static let put: HTTPMethod = "PUT"
  public static let patch: HTTPMethod = "PATCH"
  public static let delete: HTTPMethod = "DELETE"
}

/// What is sent with a request.
public enum HTTPRequestBody: Sendable, Hashable {
  /// Nothing.
  case none
  /// Bytes in memory.
  case bytes([UInt8])
  /// The content of a regular file, read while it is sent.
  case file(path: String)
}

/// One request for ``HTTPClient``.
public struct HTTPRequest: Sendable {
  /// What to do; GET unless told otherwise.
  public var method: HTTPMethod
  /// Where to. User and password in it are sent as basic authentication unless ``headers`` hold an
  /// `Authorization` of their own.
  public var url: RemoteURL
  /// Header lines. `Host` and `Content-Length` are the client's business.
  public var headers: HTTPHeaders
  /// What to send.
  public var body: HTTPRequestBody
  /// Trust, proxy, deadlines and the like.
  public var options: HTTPOptions

  /// A request.
  public init(
    method: HTTPMethod = .get, url: RemoteURL, headers: HTTPHeaders = [:], body: HTTPRequestBody = .none,
    options: HTTPOptions = HTTPOptions()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.options = options
  }
  /// Whether the request may share its connection with others: HTTP/2 is spoken over TLS only.
  var mayMultiplex: Bool { options.httpVersion == .http2 && url.scheme == "https" }
}
