import HTTP
import HTTPServer
import OperatorKitTesting

/// A Git server that wants a bearer token: it stands in front of another one, and speaks plain HTTP. It serves as a proxy,
/// too: what host a request is for does not matter to it.
final class BearerGate: Sendable {
  private let server: RunningServer
  var url: String { "http://127.0.0.1:\(server.port)" }

  /// - Parameter proxyAuthorization: What must come in the header of that name, if anything.
  static func start(
    token: String, before git: GitHTTPServer, proxyAuthorization: String? = nil
  ) async throws -> BearerGate {
    let server = HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      guard request.headers["Proxy-Authorization"] == proxyAuthorization else { return .text("who?", status: 407) }
      guard request.headers["Authorization"] == "Bearer \(token)" else { return .text("who?", status: 401) }
      return (try? await forward(request, to: git)) ?? .text("no answer", status: 502)
    }
    return BearerGate(try await server.start())
  }

  private init(_ server: RunningServer) { self.server = server }

  private static func forward(_ request: ServerRequest, to git: GitHTTPServer) async throws -> ServerResponse {
    let query = request.query.map { "?\($0)" } ?? ""
    guard let url = RemoteURL("\(git.url)\(request.rawPath)\(query)") else { return .notFound }
    var forwarded = HTTPRequest(method: request.method, url: url)
    for name in ["Content-Type", "Accept", "Git-Protocol"] { forwarded.headers[name] = request.headers[name] }
    forwarded.headers.setBasicAuthorization(user: git.username, password: git.password)
    forwarded.options.tls = TLSOptions(caPEM: Array(git.authorityPEM.utf8))
    forwarded.options.proxy = .none
    if request.method == .post { forwarded.body = .bytes(try await request.body()) }
    let response = try await HTTPClient.shared.send(forwarded)
    var headers: HTTPHeaders = [:]
    headers["Content-Type"] = response.headers["Content-Type"]
    return ServerResponse(
      status: response.status, headers: headers, body: .bytes(try await response.body.collect(upTo: 1 << 20)))
  }
}
