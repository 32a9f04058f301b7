import GitOpsAPI
import Glibc
import HTTP
import HTTPServer
import JSON
import Logging
import OperatorKit
import Testing

@testable import NotificationController

/// What may be posted to the event server by somebody who means no good.
@Suite struct HostileBodyTests {
  private static let limit = 3 * 1024 * 1024

  /// A running event server with limits of a test's, and the events that it let in.
  private func serve(
    _ limits: ServerLimits = ServerLimits(), _ body: (UInt16, EventLine) async throws -> Void
  ) async throws {
    let line = EventLine(capacity: 64 * 1024 * 1024)
    let server = EventServer(limiter: EventLimiter(interval: .seconds(600)), line: line, logger: Logger(label: "test"))
    let configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, limits: limits)
    let running = try await HTTPServer(configuration: configuration, handler: server.handle).start()
    do {
      try await body(UInt16(running.port), line)
    } catch {
      await running.stop(grace: .zero)
      throw error
    }
    await running.stop(grace: .zero)
  }

  private func status(_ body: [UInt8], _ port: UInt16, method: HTTPMethod = .post) async throws -> Int {
    let url = try #require(RemoteURL("http://127.0.0.1:\(port)/"))
    var request = HTTPRequest(method: method, url: url, body: .bytes(body))
    request.options.proxy = .none
    let response = try await HTTPClient.shared.send(request)
    response.body.cancel()
    return response.status
  }

  private func expect(_ expected: Int, _ body: [UInt8], _ port: UInt16, method: HTTPMethod = .post) async throws {
    let answer = try await status(body, port, method: method)
    #expect(answer == expected, "\(String(decoding: body.prefix(100), as: UTF8.self))")
  }

  @Test("N-NET-01 N-NET-04 every path and method is the same; three mebibytes pass, a byte more is refused with 413")
  func sizes() async throws {
    try await serve { port, line in
      let frame = Samples.event(message: "").json.serialized()
      let room = Self.limit - frame.count
      let full = Samples.event(message: String(repeating: "x", count: room)).json.serialized()
      #expect(full.count == Self.limit)
      try await expect(202, full, port)
      let more = Samples.event(message: String(repeating: "y", count: room + 1)).json.serialized()
      try await expect(413, more, port)
      #expect(await line.next()?.event.message.utf8.count == room)
      for method: HTTPMethod in ["PUT", "PATCH", "DELETE"] {
        let event = Samples.event(message: method.rawValue).json.serialized()
        try await expect(202, event, port, method: method)
      }
    }
  }

  @Test(
    "N-EV-02 what is no event is refused with 400, however deep or broken",
    arguments: [
      "", " ", "null", "true", "\"event\"", "[]", "{", "}", "{]", "{\"message\":\"", "{\"message\":\"\\u12\"}",
      "{\"message\":\"\\ud800\"", "{\"severity\":\"fatal\"}", "{\"severity\":7}", "{\"timestamp\":\"yesterday\"}",
      "{\"metadata\":[]}", "{\"metadata\":{\"a\":1}}", "{\"involvedObject\":\"x\"}",
      "{\"involvedObject\":{\"name\":{}}}",
      "{} trailing", "{\"a\":1,}", "{\"message\":\"\u{1}\"}", "\u{feff}{}",
    ])
  func malformed(_ body: String) async throws {
    try await serve { port, _ in
      // Nothing is an event that says nothing.
      try await expect(body == "null" ? 202 : 400, Array(body.utf8), port)
    }
  }

  @Test("what nests without end is refused or passed over, and harms nobody")
  func nesting() async throws {
    try await serve { port, line in
      for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = String(repeating: open, count: 400_000)
        try await expect(400, Array("{\"x\":\(deep)".utf8), port)
        try await expect(400, Array("{\"metadata\":\(deep)".utf8), port)
        let closed = deep + "1" + String(repeating: close, count: 400_000)
        try await expect(400, Array("{\"message\":\"a\",\"x\":\(closed)}".utf8), port)
      }
      // As deep as is allowed, in members that no event has.
      let fine = String(repeating: "[", count: 50) + String(repeating: "]", count: 50)
      try await expect(202, Array("{\"message\":\"ok\",\"x\":\(fine)}".utf8), port)
      #expect(await line.next()?.event.message == "ok")
    }
  }

  @Test("bytes that are no text are taken as Unicode's replacement or refused, never a trap")
  func bytes() async throws {
    try await serve { port, _ in
      var seed: UInt64 = 7
      for _ in 0..<200 {
        var body = Samples.event(message: "some message").json.serialized()
        for _ in 0..<4 {
          seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          body[Int(seed >> 33) % body.count] = UInt8(truncatingIfNeeded: seed >> 20)
        }
        let answer = try await status(body, port)
        #expect([202, 400, 429].contains(answer), "\(body)")
      }
    }
  }

  /// Sends bytes as they are, waits for the end, and returns the first line of the answer.
  private static func raw(_ port: UInt16, _ head: String, closing: Bool) async -> String {
    await withCheckedContinuation { continuation in
      startThread {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(connection) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafePointer(to: &address) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(connection, $0, size) }
        }
        guard code == 0 else { return continuation.resume(returning: "no connection") }
        let bytes = Array(head.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if closing { shutdown(connection, Int32(SHUT_WR)) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
          let count = recv(connection, &buffer, buffer.count, 0)
          guard count > 0 else { break }
          answer += buffer.prefix(count)
        }
        let text = String(decoding: answer, as: UTF8.self)
        continuation.resume(returning: text.split(separator: "\r\n").first.map(String.init) ?? "")
      }
    }
  }

  @Test("N-NET-06 a body that ends before its length is no event; the server goes on")
  func truncated() async throws {
    try await serve { port, line in
      let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"message\":\"half"
      let answer = await Self.raw(port, head, closing: true)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
      try await expect(202, Samples.event(message: "after").json.serialized(), port)
      #expect(await line.next()?.event.message == "after")
    }
  }

  @Test("N-NET-05 slow headers, slow bodies and headers that are too large are given up")
  func slow() async throws {
    let standard = ServerLimits()
    #expect(standard.headerBytes == 256 * 1024 && standard.headerDeadline == .seconds(10))
    #expect(standard.bodyDeadline == .seconds(30) && standard.bodyBytes == Self.limit)
    var limits = standard
    (limits.headerDeadline, limits.bodyDeadline) = (.milliseconds(300), .milliseconds(300))
    try await serve(limits) { port, line in
      let header = await Self.raw(port, "POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ", closing: false)
      #expect(header.isEmpty || header.hasPrefix("HTTP/1.1 408"), "\(header)")
      let body = await Self.raw(
        port, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"mess", closing: false)
      #expect(body.isEmpty || body.hasPrefix("HTTP/1.1 40"), "\(body)")
      let large = String(repeating: "x", count: 300 * 1024)
      let huge = await Self.raw(port, "POST / HTTP/1.1\r\nHost: x\r\nX-Large: \(large)\r\n\r\n", closing: false)
      #expect(huge.isEmpty || huge.hasPrefix("HTTP/1.1 431"), "\(huge)")
      try await expect(202, Samples.event(message: "after").json.serialized(), port)
      #expect(await line.next()?.event.message == "after")
    }
  }
}
