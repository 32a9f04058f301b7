public import HTTP

/// A request as the handler sees it: its header is complete, its body may still be arriving.
public struct ServerRequest: Sendable {
  /// The method.
  public let method: HTTPMethod
  /// Percent-encoded, starting with a slash, without the query.
  public let rawPath: String
  /// ``rawPath`` with its escapes resolved; `nil` when they are broken or the result is not UTF-8.
  public let path: String?
  /// What follows the question mark, percent-encoded.
  public let query: String?
  /// The header lines.
  public let headers: HTTPHeaders
  /// The address of the peer, without port.
  public let remoteAddress: String

  private let incoming: IncomingBody

  init(method: HTTPMethod, target: String, headers: HTTPHeaders, remoteAddress: String, body: IncomingBody) {
    let target = Self.originForm(target)
    let mark = target.firstIndex(of: "?")
    self.method = method
    rawPath = mark.map { String(target[..<$0]) } ?? target
    path = PercentEncoding.decode(Array(rawPath.utf8)[...])
    query = mark.map { String(target[target.index(after: $0)...]) }
    self.headers = headers
    self.remoteAddress = remoteAddress
    incoming = body
  }

  /// The whole body.
  ///
  /// - Parameter limit: most bytes wanted here; ``ServerLimits/bodyBytes`` holds in any case.
  /// - Throws: ``ServerBodyError``. The server then answers for itself where the client is at fault.
  public func body(upTo limit: Int = .max) async throws(ServerBodyError) -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = try await incoming.next() {
      guard chunk.count <= limit - bytes.count else { throw .tooLarge }
      bytes.append(contentsOf: chunk)
    }
    return bytes
  }

  /// The next piece of the body, `nil` at its end. A slow reader holds back the client.
  public func nextBodyChunk() async throws(ServerBodyError) -> [UInt8]? {
    try await incoming.next()
  }

  /// Parameters of the query in order, decoded; those with broken escapes are left out.
  public var queryParameters: [(name: String, value: String)] {
    (query ?? "").split(separator: "&").compactMap { part in
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
      guard let name = pair.first.flatMap(Self.decodeParameter),
        let value = Self.decodeParameter(pair.count > 1 ? pair[1] : "")
      else { return nil }
      return (name, value)
    }
  }

  private static func decodeParameter(_ text: String) -> String? {
    PercentEncoding.decode(text.utf8.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }[...])
  }

  /// A target may also be a whole URL (RFC 9112, 3.2.2), or `*`.
  private static func originForm(_ target: String) -> String {
    if target.hasPrefix("/") { return target }
    guard let url = RemoteURL(target) else { return "/" }
    return (url.path.isEmpty ? "/" : url.path) + (url.query.map { "?\($0)" } ?? "")
  }
}

/// Why a request's body could not be had whole.
public enum ServerBodyError: Error, Sendable, CustomStringConvertible {
  /// It is longer than allowed.
  case tooLarge
  /// It did not arrive in time.
  case tooSlow
  /// The client went away.
  case disconnected

  public var description: String {
    switch self {
    case .tooLarge: "the request's body is larger than allowed"
    case .tooSlow: "the request's body did not arrive in time"
    case .disconnected: "the client closed the connection before the request was complete"
    }
  }
}
