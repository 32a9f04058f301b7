import HTTP
import HTTPServer

/// Runs a server of ours for the length of the closure.
func withServer(
  limits: ServerLimits = ServerLimits(), handler: @escaping HTTPServer.Handler,
  _ body: (RunningServer, HTTPClient) async throws -> Void
) async throws {
  let configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, limits: limits)
  let server = try await HTTPServer(configuration: configuration, handler: handler).start()
  let client = HTTPClient()
  do {
    try await body(server, client)
    client.shutdown()
    await server.stop(grace: .zero)
  } catch {
    client.shutdown()
    await server.stop(grace: .zero)
    throw error
  }
}

extension RunningServer {
  func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  /// Sends bytes on a connection of its own and reads everything until the server closes it.
  func raw(_ text: String) async throws -> String {
    let port = UInt16(port)
    return try await withCheckedThrowingContinuation { continuation in
      Threads.start {
        guard let descriptor = Sockets.connect(port: port) else {
          return continuation.resume(throwing: FixtureError("no connection"))
        }
        let connection = RawServer.Connection(descriptor)
        connection.write(text)
        let answer = String(decoding: connection.readToEnd(), as: UTF8.self)
        Sockets.close(descriptor)
        continuation.resume(returning: answer)
      }
    }
  }
}
