import HTTP
import HTTPServer
import JSON
import OperatorKit
import Synchronization

/// Stands in for an API server that has to say what a real one seldom says.
final class FakeServer: Sendable {
  struct Request: Sendable, Hashable {
    let method: String
    let path: String
    let query: String
  }

  typealias Answer = @Sendable (Request) -> ServerResponse

  private final class Log: Sendable {
    let requests = Mutex<[Request]>([])
  }

  let client: KubernetesClient
  private let log: Log
  private let server: RunningServer

  static func start(_ answer: @escaping Answer) async throws -> FakeServer {
    let log = Log()
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let seen = Request(method: request.method.rawValue, path: request.path ?? "", query: request.query ?? "")
      log.requests.withLock { $0.append(seen) }
      return answer(seen)
    }.start()
    return try FakeServer(log, server)
  }

  private init(_ log: Log, _ server: RunningServer) throws {
    self.log = log
    self.server = server
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      current-context: c
      contexts: [{name: c, context: {cluster: c, user: u}}]
      clusters: [{name: c, cluster: {server: "http://127.0.0.1:\(server.port)"}}]
      users: [{name: u, user: {}}]
      """
    let trust = Kubeconfig.Trust.tenant(allowExec: false, allowInsecureTLS: false)
    client = KubernetesClient(try Kubeconfig(Array(kubeconfig.utf8), trust: trust).configuration())
  }

  var requests: [Request] { log.requests.withLock { $0 } }

  func stop() async { await server.stop() }

  static func json(_ value: JSONValue, status: Int = 200) -> ServerResponse {
    ServerResponse(status: status, body: .bytes(value.serialized()))
  }
}
