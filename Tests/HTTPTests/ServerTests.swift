import HTTP
import HTTPServer
import Synchronization
import Testing

@Suite struct ServerTests {
  @Test func `method path query and headers reach the handler`() async throws {
    let seen = Mutex<ServerRequest?>(nil)
    try await withServer { request in
      seen.withLock { $0 = request }
      return .text("hello", status: 201)
    } _: { (server, client) async throws in
      let answer = try await client.send(
        .get(server.url("/a%20b/c?x=1%262&y=a+b")) {
          $0.method = .delete
          $0.headers["X-Test"] = "yes"
        })
      #expect(answer.status == 201)
      let request = try #require(seen.withLock { $0 })
      #expect(request.method == .delete)
      #expect(request.rawPath == "/a%20b/c" && request.path == "/a b/c")
      #expect(request.queryParameters.map(\.name) == ["x", "y"])
      #expect(request.queryParameters.map(\.value) == ["1&2", "a b"])
      #expect(request.headers["x-test"] == "yes")
      #expect(request.remoteAddress == "127.0.0.1")
    }
  }

  @Test func `connections are kept alive`() async throws {
    try await withServer { _ in
      .text("ok")
    } _: { (server, client) async throws in
      for _ in 0..<5 { #expect(try await client.text(.get(server.url("/"))) == "ok") }
      #expect(server.connectionCount == 1)
    }
  }

  @Test func `HTTP 1_0 without keep-alive is closed after the answer`() async throws {
    try await withServer { _ in
      .text("ok")
    } _: { (server, _) async throws in
      let answer = try await server.raw("GET / HTTP/1.0\r\n\r\n")
      #expect(answer.contains("200 OK") && answer.hasSuffix("\r\n\r\nok"))
    }
  }

  @Test func `two requests in one packet are answered in order`() async throws {
    try await withServer {
      .text($0.rawPath)
    } _: { (server, _) async throws in
      let answer = try await server.raw(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(answer.split(separator: "\r\n\r\n").map { $0.prefix(2) } == ["HT", "/1", "/2"] || answer.hasSuffix("/2"))
      let first = try #require(answer.firstRange(of: "\r\n\r\n/1"))
      let second = try #require(answer.firstRange(of: "\r\n\r\n/2"))
      #expect(first.lowerBound < second.lowerBound)
    }
  }

  @Test func `a streamed answer without a length arrives whole`() async throws {
    let response = ServerResponse(
      body: .stream(length: nil) { writer in
        for part in ["one ", "two ", "three"] { try await writer.write(Array(part.utf8)) }
      })
    try await withServer { _ in
      response
    } _: { (server, client) async throws in
      #expect(try await client.text(.get(server.url("/"))) == "one two three")
      #expect(try await server.raw("GET / HTTP/1.0\r\n\r\n").hasSuffix("\r\n\r\none two three"))
    }
  }

  @Test func `a streamed answer that fails half-way is seen as truncated`() async throws {
    let response = ServerResponse(
      body: .stream(length: nil) { writer in
        try await writer.write(Array("half".utf8))
        throw CancellationError()
      })
    try await withServer { _ in
      response
    } _: { (server, client) async throws in
      let error = try await client.failure(.get(server.url("/")))
      #expect(error.isTruncated, "\(error)")
    }
  }

  @Test func `an upload from a client that expects 100-continue is accepted`() async throws {
    try await withServer { request in
      .text(String(decoding: (try? await request.body()) ?? [], as: UTF8.self))
    } _: { (server, client) async throws in
      let request = try HTTPRequest.get(server.url("/")) {
        $0.method = .post
        $0.headers["Expect"] = "100-continue"
        $0.body = .bytes(Array("payload".utf8))
      }
      #expect(try await client.text(request) == "payload")
    }
  }

  @Test func `an answer before the end of the request arrives, and the connection is not used again`() async throws {
    try await withServer { _ in
      .text("enough")
    } _: { (server, client) async throws in
      for _ in 0..<3 {
        let request = try HTTPRequest.get(server.url("/")) {
          $0.method = .post
          $0.body = .bytes([UInt8](repeating: 1, count: 2 << 20))
        }
        #expect(try await client.text(request) == "enough")
      }
    }
  }

  @Test func `the handler's task is cancelled when the client goes away`() async throws {
    let cancelled = Counter()
    let started = Counter()
    try await withServer { _ in
      started.increment()
      try? await Task.sleep(for: .seconds(600))
      if Task.isCancelled { cancelled.increment() }
      return .text("late")
    } _: { (server, client) async throws in
      let task = Task { try await client.send(.get(server.url("/"))) }
      try await eventually("the handler runs") { started.value == 1 }
      task.cancel()
      try await eventually("the handler is cancelled") { cancelled.value == 1 }
    }
  }

  @Test func `stopping lets a request in hand finish and takes no new ones`() async throws {
    let started = Counter()
    let (gate, open) = AsyncStream<Void>.makeStream()
    try await withServer { _ in
      started.increment()
      for await _ in gate { break }
      return .text("finished")
    } _: { (server, client) async throws in
      async let text = client.text(.get(server.url("/")))
      try await eventually("the request is in hand") { started.value == 1 }
      async let stopped: Void = server.stop(grace: .seconds(60))
      let port = UInt16(server.port)
      try await eventually("nobody is accepted") {
        guard let descriptor = Sockets.connect(port: port) else { return true }
        Sockets.close(descriptor)
        return false
      }
      open.yield()
      #expect(try await text == "finished")
      await stopped
      #expect(server.connectionCount == 0)
    }
  }

  @Test func `stopping ends requests that outlast the grace period`() async throws {
    let started = Counter()
    try await withServer { _ in
      started.increment()
      try? await Task.sleep(for: .seconds(600))
      return .text("never")
    } _: { (server, client) async throws in
      async let failure = client.failure(.get(server.url("/")))
      try await eventually("the request is in hand") { started.value == 1 }
      await server.stop(grace: .milliseconds(50))
      #expect(try await failure.isRetryable)
    }
  }

  @Test func `a port in use is reported with its address`() async throws {
    try await withServer { _ in
      .text("ok")
    } _: { (server, _) async throws in
      let second = HTTPServer(configuration: HTTPServerConfiguration(host: "127.0.0.1", port: server.port)) { _ in
        .notFound
      }
      let error = try await #require(throws: ServerStartError.self) { try await second.start() }
      #expect(error.description.contains("127.0.0.1:\(server.port)"))
    }
  }

  @Test func `running ends when its task is cancelled`() async throws {
    let server = HTTPServer(configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0)) { _ in .notFound }
    let task = Task { try await server.run(grace: .zero) }
    task.cancel()
    try await task.value
  }

  @Test func `the router knows methods and paths`() async throws {
    var router = Router()
    router.on(.get, "/healthz") { _ in .text("fine") }
    router.onPrefix("/hook/") { .text("hook \($0.path ?? "")") }
    let routes = router
    try await withServer {
      await routes.handle($0)
    } _: { (server, client) async throws in
      #expect(try await client.text(.get(server.url("/healthz"))) == "fine")
      #expect(try await client.text(.get(server.url("/hook/abc"))) == "hook /hook/abc")
      #expect(try await client.send(.get(server.url("/healthz/"))).status == 404)
      let refused = try await client.send(.get(server.url("/healthz")) { $0.method = .post })
      #expect(refused.status == 405 && refused.headers["Allow"] == "GET")
      #expect(try await client.send(.get(server.url("/healthz")) { $0.method = .head }).status == 200)
    }
  }
}
