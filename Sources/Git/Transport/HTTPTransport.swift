public import HTTP
import Synchronization

/// Git's smart protocol over HTTP(S).
///
/// Specified in Git's gitprotocol-http. Redirects are followed for the first request only, as Git does; when
/// they lead to another host, credentials stay behind.
public final class HTTPTransport: GitTransport {
  /// How to prove who we are. Goes into a header, never into a message.
  public enum Credentials: Sendable {
    case none
    case basic(username: String, password: String)
    case bearer(token: String)
  }

  private let url: RemoteURL
  private let credentials: Credentials
  private let options: HTTPOptions
  private let client: HTTPClient
  /// Where the server turned out to be, after redirects.
  private let location: Mutex<RemoteURL>

  /// - Parameters:
  ///   - url: `https://` or `http://`.
  ///   - options: Trust, proxy and timeouts; redirects are this type's business.
  /// - Throws: ``GitError/invalidReference(_:)`` for other schemes.
  public init(
    url: RemoteURL, credentials: Credentials = .none, options: HTTPOptions = HTTPOptions(), client: HTTPClient = .shared
  ) throws(GitError) {
    guard url.scheme == "https" || url.scheme == "http" else {
      throw .invalidReference("the URL scheme \"\(url.scheme)\" is not supported; use https or http")
    }
    self.url = url
    self.credentials = credentials
    self.options = options
    self.client = client
    location = Mutex(url)
  }

  public var address: String { url.withoutCredentials.redacted }

  public func advertisement(_ receive: ([UInt8]) async throws -> Void) async throws {
    var request = HTTPRequest(
      url: url.appending(path: "info/refs").appending(query: [(name: "service", value: "git-upload-pack")]),
      headers: ["Git-Protocol": "version=2", "Cache-Control": "no-cache"], options: options)
    request.options.redirects = .follow(max: 5)
    authorize(&request, for: url)
    let response = try await send(request)
    try check(response, contentType: "application/x-git-upload-pack-advertisement")
    if let base = Self.base(of: response.url) { location.withLock { $0 = base } }
    try await deliver(response, receive)
  }

  public func uploadPack(
    _ body: [UInt8], version: ServerCapabilities.Version, _ receive: ([UInt8]) async throws -> Void
  ) async throws {
    let base = location.withLock { $0 }
    var request = HTTPRequest(
      method: .post, url: base.appending(path: "git-upload-pack"),
      headers: [
        "Content-Type": "application/x-git-upload-pack-request", "Accept": "application/x-git-upload-pack-result",
      ], body: .bytes(body), options: options)
    request.options.redirects = .none
    if version == .v2 { request.headers["Git-Protocol"] = "version=2" }
    authorize(&request, for: base)
    let response = try await send(request)
    try check(response, contentType: "application/x-git-upload-pack-result")
    try await deliver(response, receive)
  }

  /// The repository's address from that of its `info/refs`.
  private static func base(of url: RemoteURL) -> RemoteURL? {
    let suffix = "/info/refs"
    guard url.path.hasSuffix(suffix) else { return nil }
    return RemoteURL("\(url.scheme)://\(url.authority)\(url.path.dropLast(suffix.count))")
  }

  private func authorize(_ request: inout HTTPRequest, for target: RemoteURL) {
    guard target.hasSameOrigin(as: url) else { return }
    switch credentials {
    case .none:
      request.url.user = url.user
      request.url.password = url.password
    case .basic(let username, let password): request.headers.setBasicAuthorization(user: username, password: password)
    case .bearer(let token): request.headers.setBearerAuthorization(token)
    }
  }

  private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    do { return try await client.send(request) } catch { throw Self.failure(error) }
  }

  private func check(_ response: HTTPResponse, contentType: String) throws(GitError) {
    switch response.status {
    case 200: break
    case 401, 403: throw .authenticationFailed(address: address, status: response.status)
    case 404, 410: throw .repositoryNotFound(address: address)
    case let status: throw .status(status, address: address)
    }
    let found = response.headers["Content-Type"] ?? ""
    let type = found.prefix { $0 != ";" && $0 != " " }.lowercased()
    if type == contentType { return }
    if type == "text/plain" { throw .dumbServer(address: address) }
    throw .notGit(address: address, contentType: String(found.prefix(100)))
  }

  private func deliver(_ response: HTTPResponse, _ receive: ([UInt8]) async throws -> Void) async throws {
    do {
      for try await chunk in response.body { try await receive(chunk) }
    } catch let error as HTTPError {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: HTTPError) -> any Error {
    error.kind == .cancelled ? CancellationError() : GitError.http(error)
  }
}
