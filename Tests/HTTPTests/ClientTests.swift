import HTTP
import HTTPServer
import TestSupport
import Testing

@Suite struct ClientTests {
  @Test func `basic and bearer authentication`() async throws {
    try await withServer {
      .text($0.headers["Authorization"] ?? "none")
    } _: { (server, client) async throws in
      let port = server.port
      #expect(try await client.text(.get("http://us%40er:p%3Ass@127.0.0.1:\(port)/")) == "Basic dXNAZXI6cDpzcw==")
      #expect(
        try await client.text(
          .get("http://user:pass@127.0.0.1:\(port)/") { $0.headers.setBearerAuthorization("abc") }) == "Bearer abc")
      #expect(try await client.text(.get(server.url("/"))) == "none")
    }
  }

  @Test func `requests with and without a body are framed`() async throws {
    try await withServer { request in
      let body = (try? await request.body()) ?? []
      let headers = request.headers
      return .text(
        "\(request.method.rawValue) \(headers["Content-Length"] ?? "-") \(headers["Transfer-Encoding"] ?? "-") \(body.count)"
      )
    } _: { (server, client) async throws in
      let scratch = try Scratch()
      let path = try scratch.write("upload", [UInt8](repeating: 3, count: 300_000))
      func send(_ method: HTTPMethod, _ body: HTTPRequestBody) async throws -> String {
        try await client.text(
          .get(server.url("/")) {
            $0.method = method
            $0.body = body
          })
      }
      #expect(try await send(.get, .none) == "GET - - 0")
      #expect(try await send(.delete, .none) == "DELETE - - 0")
      #expect(try await send(.post, .none) == "POST 0 - 0")
      #expect(try await send(.patch, .bytes(Array("abc".utf8))) == "PATCH 3 - 3")
      #expect(try await send(.delete, .bytes(Array("abc".utf8))) == "DELETE 3 - 3")
      #expect(try await send(.put, .file(path: path)) == "PUT 300000 - 300000")
      let missing = try await client.failure(
        .get(server.url("/")) {
          $0.method = .put
          $0.body = .file(path: "/nonexistent")
        })
      #expect(missing.isInvalidRequest, "\(missing)")
    }
  }

  @Test func `headers with line breaks and other schemes are refused`() async throws {
    let client = HTTPClient()
    defer { client.shutdown() }
    #expect(try await client.failure(.get("http://127.0.0.1/") { $0.headers["X"] = "a\r\nY: b" }).isInvalidRequest)
    #expect(try await client.failure(.get("http://127.0.0.1/") { $0.headers["X Y"] = "a" }).isInvalidRequest)
    #expect(try await client.failure(.get("http://127.0.0.1/") { $0.method = "GET /x HTTP/1.1" }).isInvalidRequest)
    #expect(try await client.failure(.get("ssh://127.0.0.1/")).isInvalidRequest)
  }

  @Test func `dot segments and empty header values are sent as they are`() async throws {
    try await withServer {
      .text("\($0.rawPath) \($0.headers.values("X-Empty"))")
    } _: { (server, client) async throws in
      let text = try await client.text(.get(server.url("/a/../b/./c?q=%2F")) { $0.headers["X-Empty"] = "" })
      #expect(text == #"/a/../b/./c [""]"#)
    }
  }

  @Test func `interim answers and trailers do not disturb the answer`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write(
        "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Real: 1\r\n\r\n"
      )
      connection.write("5\r\nhello\r\n0\r\nX-Trailer: 1\r\n\r\n")
      connection.awaitClose()
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    let answer = try await client.send(.get(server.url))
    #expect(answer.status == 200 && answer.headers["X-Real"] == "1" && answer.headers["X-Early"] == nil)
    #expect(try await answer.body.collect(upTo: 10) == Array("hello".utf8))
  }

  @Test func `answers that break off or make no sense are errors`() async throws {
    let client = HTTPClient()
    defer { client.shutdown() }
    func failure(_ script: @escaping @Sendable (RawServer.Connection) -> Void) async throws -> HTTPError {
      let server = try RawServer { connection in
        _ = connection.readHead()
        script(connection)
      }
      return try await client.failure(.get(server.url))
    }
    #expect(try await failure { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") }.isTruncated)
    #expect(
      try await failure { $0.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") }.isTruncated)
    #expect(try await failure { _ in }.isReset)
    #expect(try await failure { $0.reset() }.isReset)
    #expect(
      try await failure {
        $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        $0.reset()
      }.isTruncated)
    #expect(try await failure { $0.write("SSH-2.0-x\r\n\r\n") }.isProtocol)
    #expect(try await failure { $0.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") }.isRetryable)
  }

  @Test func `a header over the limit is refused`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\n")
      for index in 0..<10_000 where !connection.write("X-\(index): \(String(repeating: "a", count: 100))\r\n") {
        return
      }
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    let error = try await client.failure(.get(server.url))
    #expect(error.kind == .headersTooLarge(limit: 256 * 1024))
  }

  @Test func `a body over the reader's limit is refused and its transfer ended`() async throws {
    let server = try RawServer { connection in
      _ = connection.readHead()
      connection.write("HTTP/1.1 200 OK\r\n\r\n")
      while connection.write([UInt8](repeating: 1, count: 64 * 1024)) {}
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    let error = await #expect(throws: HTTPError.self) {
      _ = try await client.send(.get(server.url)).body.collect(upTo: 1_000_000)
    }
    #expect(error?.kind == .bodyTooLarge(limit: 1_000_000))
    try await eventually("the connection is closed") { server.closedCount == 1 }
  }

  @Test func `compressed answers are unpacked only when asked for`() async throws {
    let ca = try TestCA()
    let text = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
    let nginx = try Nginx(
      identity: try ca.issue("localhost"), locations: "root $ROOT; gzip on; gzip_types *; gzip_proxied any;",
      files: ["text": text])
    let client = HTTPClient()
    defer { client.shutdown() }
    let plain = try await client.send(.get("\(nginx.url)/text"))
    #expect(plain.headers["Content-Encoding"] == nil)
    #expect(try await plain.body.collect(upTo: text.count) == text)
    let raw = try await client.send(.get("\(nginx.url)/text") { $0.headers["Accept-Encoding"] = "gzip" })
    #expect(try await raw.body.collect(upTo: text.count).count < 1000)
    let unpacked = try await client.send(.get("\(nginx.url)/text") { $0.options.decompress = true })
    #expect(unpacked.headers["Content-Encoding"] == "gzip")
    #expect(try await unpacked.body.collect(upTo: text.count) == text)
  }

  @Test func `connections are reused, also against nginx`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(identity: try ca.issue("localhost"), locations: "location / { return 200 $connection; }")
    let client = HTTPClient()
    defer { client.shutdown() }
    var seen: Set<String> = []
    for _ in 0..<5 { seen.insert(try await client.text(.get("\(nginx.url)/"))) }
    #expect(seen.count == 1)
  }

  @Test func `a request on a connection that died meanwhile is repeated, body included`() async throws {
    let first = Counter()
    let server = try RawServer { connection in
      guard connection.readHead() != nil else { return }
      let body = connection.read(4)
      first.increment()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\(String(decoding: body, as: UTF8.self))")
      // Returning closes a connection that the client believes alive.
    }
    let client = HTTPClient()
    defer { client.shutdown() }
    for round in 1...5 {
      let request = try HTTPRequest.get(server.url) {
        $0.method = .put
        $0.body = .bytes(Array("body".utf8))
      }
      #expect(try await client.text(request) == "body")
      #expect(first.value == round)
    }
  }

  @Test func `a client that was shut down refuses, and ends what was under way`() async throws {
    try await withServer { _ in
      try? await Task.sleep(for: .seconds(600))
      return .text("late")
    } _: { (server, client) async throws in
      async let failure = client.failure(.get(server.url("/")))
      try await eventually("the request is in hand") { server.connectionCount == 1 }
      client.shutdown()
      #expect(try await failure.kind == .clientClosed)
      try await eventually("the thread is gone") { true }
      #expect(try await client.failure(.get(server.url("/"))).kind == .clientClosed)
    }
  }
}
