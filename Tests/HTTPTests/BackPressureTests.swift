import HTTP
import HTTPServer
import Synchronization
import Testing

/// A slow reader holds back the sender, and nobody else.
@Suite struct BackPressureTests {
  private static let total = 200 << 20

  /// Sends 200 MB and counts what went out.
  private static func serve(_ sent: Counter) -> HTTPServer.Handler {
    { _ in
      ServerResponse(
        body: .stream(length: total) { writer in
          let block = [UInt8](repeating: 9, count: 1 << 20)
          for _ in 0..<(total >> 20) {
            try await writer.write(block)
            sent.increment(by: block.count)
          }
        })
    }
  }

  @Test func `a body that is not read holds back its producer over HTTP 1_1`() async throws {
    let sent = Counter()
    try await withServer(handler: Self.serve(sent)) { (server, client) async throws in
      let answer = try await client.send(.get(server.url("/")))
      // The kernel's buffers fill, then nothing moves any more.
      try await settled { sent.value }
      #expect(sent.value < 32 << 20)
      var received = 0
      for try await chunk in answer.body { received += chunk.count }
      #expect(received == Self.total)
    }
  }

  @Test func `an HTTP 2 stream that is not read does not hold up its neighbours`() async throws {
    let ca = try TestCA()
    let nginx = try Nginx(
      identity: try ca.issue("localhost"), locations: "root $ROOT; add_header X-Connection $connection;",
      files: ["big": [UInt8](repeating: 1, count: 64 << 20), "small": Array("small".utf8)])
    let client = HTTPClient()
    defer { client.shutdown() }
    func request(_ path: String) throws -> HTTPRequest {
      try .get("\(nginx.tlsURL)/\(path)") {
        $0.options.tls = TLSOptions(caPEM: ca.pem, useSystemRoots: false)
        $0.options.httpVersion = .http2
        $0.options.totalTimeout = .seconds(120)
      }
    }
    let big = try await client.send(request("big"))
    for _ in 0..<50 {
      let small = try await client.send(request("small"))
      #expect(small.headers["X-Connection"] == big.headers["X-Connection"])
      #expect(try await small.body.collect(upTo: 10) == Array("small".utf8))
    }
    var received = 0
    for try await chunk in big.body { received += chunk.count }
    #expect(received == 64 << 20)
  }

  @Test func `a reader that is too slow ends the transfer where that was asked for`() async throws {
    let sent = Counter()
    try await withServer(handler: Self.serve(sent)) { (server, client) async throws in
      let answer = try await client.send(
        .get(server.url("/")) { $0.options.slowReader = .fail(unreadBytes: 1 << 20) })
      try await eventually("the connection is closed") { server.connectionCount == 0 }
      let error = await #expect(throws: HTTPError.self) { for try await _ in answer.body {} }
      #expect(error?.kind == .readerTooSlow(limit: 1 << 20))
      let read = try await client.send(.get(server.url("/")) { $0.options.slowReader = .fail(unreadBytes: Self.total) })
      #expect(try await read.body.collect(upTo: Self.total).count == Self.total)
    }
  }

  @Test func `a buffer takes chunks up to its limit and resumes at half of it`() {
    var buffer = BodyBuffer(limit: 100)
    func offer(_ count: Int) -> BodyBuffer.Offer {
      [UInt8](repeating: 0, count: count).withUnsafeBytes { buffer.offer($0) }
    }
    #expect(offer(60) == .accepted)
    #expect(offer(40) == .accepted)
    #expect(offer(1) == .paused)
    #expect(buffer.take() == BodyBuffer.Taken(chunk: [UInt8](repeating: 0, count: 60), resume: true))
    #expect(buffer.take() == BodyBuffer.Taken(chunk: [UInt8](repeating: 0, count: 40), resume: false))
    #expect(buffer.take() == BodyBuffer.Taken(chunk: nil, resume: false))
    // A chunk longer than the limit is taken when there is nothing else: it cannot be refused for ever.
    #expect(offer(500) == .accepted)
    #expect(offer(1) == .paused)
    #expect(buffer.count == 500)
  }
}

/// Waits until a number has not changed for a while.
func settled(_ value: () -> Int) async throws {
  var last = -1
  var same = 0
  while same < 15 {
    try await Task.sleep(for: .milliseconds(20))
    let now = value()
    same = now == last && now > 0 ? same + 1 : 0
    last = now
  }
}
