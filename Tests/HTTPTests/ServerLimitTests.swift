import HTTP
import HTTPServer
import Synchronization
import Testing

/// What clients may not take from a server.
@Suite struct ServerLimitTests {
  @Test func `an announced body over the limit is answered 413 without asking the handler`() async throws {
    let calls = Counter()
    var limits = ServerLimits()
    limits.bodyBytes = 1000
    try await withServer(limits: limits) { _ in
      calls.increment()
      return .text("ok")
    } _: { (server, client) async throws in
      let request = try HTTPRequest.get(server.url("/")) {
        $0.method = .post
        $0.body = .bytes([UInt8](repeating: 1, count: 5000))
      }
      let answer = try await client.send(request)
      #expect(answer.status == 413)
      #expect(calls.value == 0)
    }
  }

  @Test func `a chunked body over the limit is answered 413`() async throws {
    var limits = ServerLimits()
    limits.bodyBytes = 10
    try await withServer(limits: limits) { request in
      _ = try? await request.body()
      return .text("read")
    } _: { (server, _) async throws in
      let answer = try await server.raw(
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n\(String(repeating: "a", count: 32))\r\n0\r\n\r\n"
      )
      #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }
  }

  @Test func `a body up to the limit arrives whole`() async throws {
    let sent = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try await withServer { request in
      let body = (try? await request.body()) ?? []
      return ServerResponse(body: .bytes(body))
    } _: { (server, client) async throws in
      let request = try HTTPRequest.get(server.url("/")) {
        $0.method = .put
        $0.body = .bytes(sent)
      }
      let got = try await client.send(request).body.collect(upTo: sent.count)
      #expect(got == sent)
    }
  }

  @Test func `headers over the limit are answered 431`() async throws {
    try await withServer { _ in
      .text("ok")
    } _: { (server, _) async throws in
      let answer = try await server.raw(
        "GET / HTTP/1.1\r\nHost: x\r\nX-Big: \(String(repeating: "a", count: 300_000))\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 431 "))
    }
  }

  @Test func `a header that comes too slowly is answered 408`() async throws {
    var limits = ServerLimits()
    // Long enough for the first bytes to arrive on a busy machine: without any there is nothing to answer.
    limits.headerDeadline = .seconds(1)
    try await withServer(limits: limits) { _ in
      .text("ok")
    } _: { (server, _) async throws in
      let answer = try await server.raw("GET / HTTP/1.1\r\nHost:")
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
    }
  }

  @Test func `a connection that sends nothing is closed`() async throws {
    var limits = ServerLimits()
    limits.headerDeadline = .milliseconds(100)
    try await withServer(limits: limits) { _ in
      .text("ok")
    } _: { (server, _) async throws in
      let answer = try await server.raw("")
      #expect(answer.isEmpty)
      try await eventually("the connection is gone") { server.connectionCount == 0 }
    }
  }

  @Test func `a body that comes too slowly is answered 408 and the handler is told`() async throws {
    var limits = ServerLimits()
    limits.bodyDeadline = .milliseconds(150)
    let failure = Mutex<ServerBodyError?>(nil)
    try await withServer(limits: limits) { request in
      do throws(ServerBodyError) { _ = try await request.body() } catch { failure.withLock { $0 = error } }
      return .text("never sent")
    } _: { (server, _) async throws in
      let answer = try await server.raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
      #expect(answer.hasPrefix("HTTP/1.1 408 "))
      try await eventually("the handler is told") { failure.withLock { if case .tooSlow = $0 { true } else { false } } }
    }
  }

  @Test func `connections over the cap are answered 503 and closed`() async throws {
    var limits = ServerLimits()
    limits.connections = 2
    let working = Mutex(0)
    let (done, finish) = AsyncStream<Void>.makeStream()
    try await withServer(limits: limits) { _ in
      working.withLock { $0 += 1 }
      for await _ in done {}
      return .text("ok")
    } _: { (server, _) async throws in
      let request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      async let first = server.raw(request)
      async let second = server.raw(request)
      try await eventually("both are in hand") { working.withLock { $0 } == 2 }
      #expect(try await server.raw(request).hasPrefix("HTTP/1.1 503 "))
      #expect(server.connectionCount == 2)
      finish.finish()
      for answer in [try await first, try await second] { #expect(answer.hasPrefix("HTTP/1.1 200 ")) }
    }
  }

  @Test func `connections without a request in hand make room for new ones, the oldest first`() async throws {
    var limits = ServerLimits()
    limits.connections = 4
    try await withServer(limits: limits) { _ in
      .text("ok")
    } _: { (server, _) async throws in
      let held = (0..<4).compactMap { _ in Sockets.connect(port: UInt16(server.port)) }
      defer { held.forEach { Sockets.close($0) } }
      try await eventually("all are in") { server.connectionCount == 4 }
      for _ in 0..<8 {
        let answer = try await server.raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
      }
    }
  }

  @Test func `a request that cannot be read is answered 400`() async throws {
    try await withServer { _ in
      .text("ok")
    } _: { (server, _) async throws in
      #expect(try await server.raw("NONSENSE\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
    }
  }
}
