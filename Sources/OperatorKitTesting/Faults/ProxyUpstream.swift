import HTTP
import NIOHTTP1

/// The API server behind a proxy.
struct ProxyUpstream: Sendable {
  let url: String
  private let client = HTTPClient()
  private let tls: TLSOptions

  init(_ cluster: ControlPlane) {
    url = cluster.serverURL
    tls = TLSOptions(
      caPEM: cluster.authorityPath.flatMap(readFile), useSystemRoots: cluster.authorityPath == nil,
      clientCertificatePEM: cluster.admin.flatMap { readFile($0.certificatePath) },
      clientKeyPEM: cluster.admin.flatMap { readFile($0.keyPath) })
  }

  /// Passes a request on, as administrator unless it brings credentials of its own.
  func send(_ head: HTTPRequestHead, _ body: [UInt8], isWatch: Bool) async throws -> HTTPResponse {
    guard let target = RemoteURL(url + head.uri) else { throw ProxyError.unusableTarget(head.uri) }
    var request = HTTPRequest(method: HTTPMethod(rawValue: head.method.rawValue), url: target)
    for (name, value) in head.headers where !Self.isHopByHop(name) { request.headers.add(name, value) }
    // Events are taken apart, so they must not come compressed.
    if isWatch { request.headers.remove("Accept-Encoding") }
    if !body.isEmpty { request.body = .bytes(body) }
    request.options.tls = tls
    if request.headers["Authorization"] != nil {
      request.options.tls.clientCertificatePEM = nil
      request.options.tls.clientKeyPEM = nil
    }
    request.options.proxy = .none
    return try await client.send(request)
  }

  /// Whether a header concerns one connection only.
  static func isHopByHop(_ name: String) -> Bool {
    ["host", "connection", "content-length", "transfer-encoding", "keep-alive", "upgrade", "expect"]
      .contains(name.lowercased())
  }
}

/// Why a proxy could not pass a request on.
enum ProxyError: Error, CustomStringConvertible {
  case unusableTarget(String)

  var description: String {
    switch self {
    case .unusableTarget(let target): "not a target of a request: \(target)"
    }
  }
}
