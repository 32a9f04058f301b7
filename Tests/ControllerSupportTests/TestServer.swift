import HTTP
import HTTPServer
import Synchronization
import Testing

/// A server of our own that answers from a script and remembers what it was asked.
final class TestServer: Sendable {
  struct Seen: Sendable {
    var method: String
    var path: String
    var headers: HTTPHeaders
    var body: [UInt8]
  }

  private struct State {
    var seen: [Seen] = []
    var answers: [ServerResponse]
  }

  private let state: Mutex<State>
  private let running: Mutex<RunningServer?> = Mutex(nil)
  let client = HTTPClient()

  /// The last answer is given again when there are no more.
  init(_ answers: ServerResponse...) { state = Mutex(State(answers: answers)) }

  var seen: [Seen] { state.withLock { $0.seen } }

  func start() async throws -> RemoteURL {
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { request in
      let body = (try? await request.body()) ?? []
      return self.state.withLock { state in
        state.seen.append(
          Seen(method: request.method.rawValue, path: request.rawPath, headers: request.headers, body: body))
        return state.answers.count > 1 ? state.answers.removeFirst() : state.answers.first ?? .notFound
      }
    }.start()
    running.withLock { $0 = server }
    return try #require(RemoteURL("http://127.0.0.1:\(server.port)/"))
  }

  func stop() async {
    client.shutdown()
    await running.withLock { $0 }?.stop(grace: .zero)
  }
}
