import GitOpsAPI
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

  /// Patient: the machine that tests run on may be busy with a thousand others.
  func sender(retries: Int = 0) -> Sender {
    Sender(
      client: client, timeout: .seconds(120),
      retries: .init(count: retries, delays: .init(base: .milliseconds(1), limit: .milliseconds(1))))
  }

  /// What a server is asked when a notifier is told of some events, one after the other.
  static func asked(
    _ events: [ControllerEvent] = Samples.both, _ make: (String) throws -> any Notifier
  ) async throws -> [Seen] {
    try await asked(events, answer: { _ in ServerResponse(status: 200) }, make)
  }

  static func asked(
    _ events: [ControllerEvent] = Samples.both, answer: @escaping Answer, _ make: (String) throws -> any Notifier
  ) async throws -> [Seen] {
    let server = ScriptedServer(answer)
    try await server.run { address in
      let notifier = try make(address)
      for event in events { try await notifier.notify(Samples.notification(event), through: server.sender()) }
    }
    return server.seen
  }
}
