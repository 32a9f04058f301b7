import Digests
import HTTP
import HTTPServer
import Registry
import Synchronization

/// A registry that misbehaves as a test says; speaks plain HTTP.
final class FakeRegistry: Sendable {
  private final class Log: Sendable { let requests = Mutex<[String]>([]) }
  private let log: Log
  private let server: RunningServer

  static func start(
    _ handler: @escaping @Sendable (ServerRequest) async -> ServerResponse
  ) async throws -> FakeRegistry {
    let log = Log()
    let server = HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let authorization = request.headers["Authorization"].map { " \($0)" } ?? ""
      log.requests.withLock { $0.append("\(request.method.rawValue) \(request.rawPath)\(authorization)") }
      if request.rawPath == "/v2/" { return .text("") }
      return await handler(request)
    }
    return FakeRegistry(try await server.start(), log)
  }

  private init(_ server: RunningServer, _ log: Log) {
    self.server = server
    self.log = log
  }

  var host: String { "127.0.0.1:\(server.port)" }
  var requests: [String] { log.requests.withLock { $0 } }

  func client(
    _ repository: String = "app", _ credentials: RegistryCredentials = .anonymous,
    tokens: RegistryTokenCache = RegistryTokenCache()
  ) throws -> RegistryClient {
    var options = HTTPOptions()
    options.proxy = .none
    options.totalTimeout = .seconds(30)
    return RegistryClient(
      try RepositoryAddress("\(host)/\(repository)"),
      RegistryAccess(credentials: credentials, options: options, allowsPlainHTTP: true), tokens: tokens)
  }
}

/// Collects what a blob brings.
func collect(_ client: RegistryClient, _ descriptor: Descriptor, maximum: Int64 = 64 << 20) async throws -> [UInt8] {
  var bytes: [UInt8] = []
  try await client.blob(descriptor, maximumBytes: maximum) { bytes += $0 }
  return bytes
}
