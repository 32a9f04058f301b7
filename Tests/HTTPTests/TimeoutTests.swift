import HTTP
import HTTPServer
import Testing

/// Deadlines and cancellation. Servers here would never answer by themselves.
@Suite struct TimeoutTests {
  private static let silent: @Sendable (RawServer.Connection) -> Void = { connection in
    _ = connection.readHead()
    connection.awaitClose()
  }

  @Test func `total timeout before the answer`() async throws {
    let server = try RawServer(Self.silent)
    let client = HTTPClient()
    defer { client.shutdown() }
    let error = try await client.failure(.get(server.url) { $0.options.totalTimeout = .milliseconds(100) })
    #expect(error.kind == .timeout(.total, after: .milliseconds(100)) && error.isRetryable)
    try await eventually("the connection is closed") { server.closedCount == 1 }
  }

  @Test func `total timeout in the body`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      connection.awaitClose()
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    let error = try await client.failure(.get(server.url) { $0.options.totalTimeout = .milliseconds(100) })
    #expect(error.deadline == .total)
  }

  @Test func `idle timeout before the answer and in the body`() async throws {
    let client = HTTPClient()
    defer { client.shutdown() }
    let silent = try RawServer(Self.silent)
    let half = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      connection.awaitClose()
    }
    for server in [silent, half] {
      let error = try await client.failure(.get(server.url) { $0.options.idleTimeout = .milliseconds(100) })
      #expect(error.kind == .timeout(.idle, after: .milliseconds(100)))
      try await eventually("the connection is closed") { server.closedCount == 1 }
    }
  }

  @Test func `bytes that keep coming keep an answer alive`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
      for _ in 0..<5 {
        connection.pause(milliseconds: 500)
        connection.write("x")
      }
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    #expect(try await client.text(.get(server.url) { $0.options.idleTimeout = .seconds(2) }) == "xxxxx")
  }

  @Test func `a reader that pauses is no idle transfer`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
      connection.write([UInt8](repeating: 1, count: 1_000_000))
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    let answer = try await client.send(.get(server.url) { $0.options.idleTimeout = .seconds(1) })
    try await Task.sleep(for: .seconds(2))
    #expect(try await answer.body.collect(upTo: 1_000_000).count == 1_000_000)
  }

  @Test func `connect timeout when the TLS handshake hangs`() async throws {
    let server = try RawServer { $0.awaitClose() }
    let client = HTTPClient()
    defer { client.shutdown() }
    let error = try await client.failure(
      .get("https://127.0.0.1:\(server.port)/") { $0.options.connectTimeout = .milliseconds(150) })
    #expect(error.kind == .timeout(.connect, after: .milliseconds(150)))
  }

  @Test func `nobody listening and unknown names`() async throws {
    let client = HTTPClient()
    defer { client.shutdown() }
    let refused = try await client.failure(.get("http://127.0.0.1:\(try Sockets.freePort())/"))
    #expect(refused.isConnect && refused.isRetryable, "\(refused)")
    let unknown = try await client.failure(.get("http://no-such-host.invalid/"))
    #expect(unknown.isResolve && unknown.isRetryable, "\(unknown)")
  }

  @Test func `cancelling while waiting for the answer closes the connection`() async throws {
    let server = try RawServer(Self.silent)
    let client = HTTPClient()
    defer { client.shutdown() }
    let task = Task { try await client.failure(.get(server.url)) }
    try await eventually("the request is out") { server.acceptedCount == 1 }
    task.cancel()
    #expect(try await task.value.kind == .cancelled)
    try await eventually("the connection is closed") { server.closedCount == 1 }
  }

  @Test func `cancelling before the start sends nothing`() async throws {
    let server = try RawServer(Self.silent)
    let client = HTTPClient()
    defer { client.shutdown() }
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await client.failure(.get(server.url))
    }
    task.cancel()
    #expect(try await task.value.kind == .cancelled)
  }

  @Test func `cancelling while reading the body closes the connection`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      connection.awaitClose()
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    let answer = try await client.send(.get(server.url))
    let task = Task { await #expect(throws: HTTPError.self) { try await answer.body.collect(upTo: 10) }?.kind }
    task.cancel()
    #expect(await task.value == .cancelled)
    try await eventually("the connection is closed") { server.closedCount == 1 }
  }

  @Test func `letting go of a body unread closes the connection`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      connection.awaitClose()
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    do { _ = try await client.send(.get(server.url)).status }
    try await eventually("the connection is closed") { server.closedCount == 1 }
  }

  @Test func `cancelling one HTTP 2 stream leaves the others alone`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(
      identity: try ca.issue("localhost"),
      locations: "root $ROOT; location /slow { limit_rate 20k; add_header X-Connection $connection; }",
      files: ["slow": [UInt8](repeating: 7, count: 20 * 1024)])
    let client = HTTPClient()
    defer { client.shutdown() }
    let request = try HTTPRequest.get("\(nginx.tlsURL)/slow") {
      $0.options.tls = TLSOptions(caPEM: ca.pem, useSystemRoots: false)
      $0.options.httpVersion = .http2
    }
    let (kept, dropped) = (try await client.send(request), try await client.send(request))
    #expect(kept.headers["X-Connection"] == dropped.headers["X-Connection"])
    dropped.body.cancel()
    #expect(try await kept.body.collect(upTo: 1 << 20).count == 20 * 1024)
    let later = try await client.send(request)
    #expect(later.headers["X-Connection"] == kept.headers["X-Connection"])
  }
}
