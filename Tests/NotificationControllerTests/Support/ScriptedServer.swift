import HTTP
import HTTPServer
import JSON
import OperatorKit
import Synchronization

@testable import NotificationController

/// A server that remembers what it was asked and answers as a test says.
final class ScriptedServer: Sendable {
  struct Seen: Sendable {
    let method: String
    let path: String
    let query: String
    let headers: HTTPHeaders
    let body: [UInt8]
    var json: JSONValue? { try? JSONParser.parse(body) }
  }

  typealias Answer = @Sendable (Seen) -> ServerResponse

  private let requests = Mutex<[Seen]>([])
  private let running: Mutex<RunningServer?> = Mutex(nil)
  private let answer: Answer
  let client = HTTPClient()

  init(_ answer: @escaping Answer = { _ in ServerResponse(status: 200) }) { self.answer = answer }

  var seen: [Seen] { requests.withLock { $0 } }

  /// Serves while `body` runs; it is given the server's address without a slash at the end.
  func run<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let bytes = (try? await request.body()) ?? []
      let seen = Seen(
        method: request.method.rawValue, path: request.rawPath, query: request.query ?? "", headers: request.headers,
        body: bytes)
      self.requests.withLock { $0.append(seen) }
      return self.answer(seen)
    }.start()
    do {
      let result = try await body("http://127.0.0.1:\(server.port)")
      client.shutdown()
      await server.stop(grace: .zero)
      return result
    } catch {
      client.shutdown()
      await server.stop(grace: .zero)
      throw error
    }
  }

  func sender(retries: Int = 0) -> Sender {
    Sender(
      client: client, timeout: .seconds(20),
      retries: .init(count: retries, delays: .init(base: .milliseconds(1), limit: .milliseconds(1))))
  }
}
