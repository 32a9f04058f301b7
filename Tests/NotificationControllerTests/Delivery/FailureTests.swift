import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import OperatorKit
import Synchronization
import Testing

@testable import NotificationController

/// What providers may answer.
@Suite struct FailureTests {
  @Test("N-PS-01 every type of the definition is known here, and no other")
  func types() throws {
    let named = Set(ProviderCase.all.map(\.type) + ["nats"])
    #expect(named == Set(ProviderType.known.map(\.rawValue)) && named.count == 34)
    for type in ProviderType.known {
      do {
        _ = try Samples.notifier(type.rawValue, "")
      } catch ProviderError.unknownType {
        Issue.record("\(type) is unknown")
      } catch {}
    }
    let error = #expect(throws: ProviderError.self) { try Samples.notifier("carrier-pigeon", "http://x") }
    #expect("\(error as Any)".contains("provider carrier-pigeon not supported"))
  }

  @Test("N-HT-02 a refusal is told with its status and its text, once", arguments: ProviderCase.all)
  func refusal(_ provider: ProviderCase) async throws {
    let server = ScriptedServer { _ in .text("no way, mate", status: 403) }
    try await server.run { address in
      let notifier = try provider.make(address)
      let error = await #expect(throws: DeliveryError.self) {
        try await notifier.notify(Samples.notification(ProviderCase.event), through: server.sender(retries: 4))
      }
      #expect("\(error as Any)".contains("403") && "\(error as Any)".contains("no way, mate"))
      #expect(!"\(error as Any)".contains(ProviderCase.token))
    }
    #expect(server.seen.count == 1)
  }

  @Test("N-HT-03 who is in trouble is asked again, four times", arguments: ProviderCase.all)
  func trouble(_ provider: ProviderCase) async throws {
    let server = ScriptedServer { _ in .text("busy", status: 503) }
    try await server.run { address in
      let notifier = try provider.make(address)
      let error = await #expect(throws: DeliveryError.self) {
        try await notifier.notify(Samples.notification(ProviderCase.event), through: server.sender(retries: 4))
      }
      #expect("\(error as Any)".contains("503"))
    }
    #expect(server.seen.count == 5)
    #expect(Set(server.seen.map(\.body)).count == 1)
  }

  /// A server that answers in turn, and then that all is well.
  private func answers(_ responses: [ServerResponse]) -> ScriptedServer {
    let rest = Mutex(responses)
    return ScriptedServer { _ in
      rest.withLock { $0.isEmpty ? ServerResponse(status: 204) : $0.removeFirst() }
    }
  }

  private func notify(_ server: ScriptedServer, retries: Int = 4, timeout: Duration = .seconds(120)) async throws {
    try await server.run { address in
      let sender = Sender(
        client: server.client, timeout: timeout,
        retries: .init(count: retries, delays: .init(base: .milliseconds(1), limit: .milliseconds(1))))
      try await Samples.notifier("generic", address).notify(Samples.notification(), through: sender)
    }
  }

  @Test("a provider that is well again after a while is told once")
  func recovery() async throws {
    var tired = ServerResponse(status: 429)
    tired.headers["Retry-After"] = "0"
    let server = answers([ServerResponse(status: 500), tired, ServerResponse(status: 502)])
    try await notify(server)
    #expect(server.seen.count == 4)
  }

  @Test("to wait longer than there is time is to fail now")
  func retryAfter() async throws {
    var tired = ServerResponse(status: 429)
    tired.headers["Retry-After"] = "100000"
    let server = answers([tired])
    await #expect(throws: DeliveryError.self) { try await notify(server) }
    #expect(server.seen.count == 1)
  }

  @Test(
    "a redirect to another host is not followed, nor one that drops the message", arguments: [301, 302, 303, 307, 308])
  func redirects(_ status: Int) async throws {
    let other = ScriptedServer()
    try await other.run { elsewhere in
      let server = answers([
        ServerResponse(status: status, headers: ["Location": "\(elsewhere)/stolen"])
      ])
      let error = await #expect(throws: DeliveryError.self) { try await notify(server) }
      #expect("\(error as Any)".contains("redirect not followed"))
      #expect(server.seen.count == 1)
    }
    #expect(other.seen.isEmpty)
    let near = answers([ServerResponse(status: status, headers: ["Location": "/moved"])])
    if status == 307 || status == 308 {
      try await notify(near)
      #expect(near.seen.map(\.path).last == "/moved" && near.seen.allSatisfy { $0.method == "POST" })
      #expect(near.seen.map(\.json) == [Samples.info.json, Samples.info.json])
    } else {
      await #expect(throws: DeliveryError.self) { try await notify(near) }
      #expect(near.seen.count == 1)
    }
  }

  @Test("a provider that redirects for ever, or to nowhere, is left alone", arguments: ["/again", "http://[bad", ""])
  func circles(_ location: String) async throws {
    let server = ScriptedServer { _ in ServerResponse(status: 308, headers: ["Location": location]) }
    await #expect(throws: DeliveryError.self) { try await notify(server) }
    #expect(server.seen.count <= 4)
  }

  /// A body without an end, and how much of it was taken.
  private final class Endless: Sendable {
    let sent = Atomic<Int>(0)
    func response(_ status: Int) -> ServerResponse {
      let block = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)
      return ServerResponse(
        status: status,
        body: .stream(length: 1 << 30) { writer in
          while self.sent.load(ordering: .relaxed) < 1 << 30 {
            try await writer.write(block)
            self.sent.wrappingAdd(block.count, ordering: .relaxed)
          }
        })
    }
  }

  @Test("a gigabyte that is sent back is not read", arguments: [200, 400])
  func gigabyte(_ status: Int) async throws {
    let endless = Endless()
    let server = ScriptedServer { _ in endless.response(status) }
    do {
      try await notify(server)
      #expect(status == 200)
    } catch let error as DeliveryError {
      #expect(status == 400 && "\(error)".count < 2_000)
    }
    #expect(endless.sent.load(ordering: .relaxed) < 64 << 20)
  }

  @Test("a list of a gigabyte is a failure, not a death")
  func hugeList() async throws {
    let endless = Endless()
    let server = ScriptedServer { _ in endless.response(200) }
    try await server.run { address in
      let notifier = try Samples.notifier("gitea", "\(address)/team/shop") { $0.token = "t" }
      let error = await #expect(throws: DeliveryError.self) {
        try await notifier.notify(Samples.notification(), through: server.sender())
      }
      #expect("\(error as Any)".contains("too large"))
    }
    #expect(endless.sent.load(ordering: .relaxed) < 64 << 20)
  }

  @Test(
    "an answer that makes no sense is a failure with words",
    arguments: ["", "{", "<html>", "null", "7", "[[[[", String(repeating: "[", count: 50_000)])
  func nonsense(_ body: String) async throws {
    for provider in ProviderCase.all {
      let server = ScriptedServer { request in
        request.method == "GET" ? .json(Array(body.utf8)) : ServerResponse(status: 200)
      }
      try await server.run { address in
        do {
          let notifier = try provider.make(address)
          try await notifier.notify(Samples.notification(ProviderCase.event), through: server.sender())
        } catch let error as DeliveryError {
          #expect(!"\(error)".isEmpty)
        }
      }
    }
  }

  @Test("N-AR-16 a provider that hangs is given up when its time is over", arguments: ["generic", "gitea", "nats"])
  func hanging(_ type: String) async throws {
    let silent = try SilentServer()
    let scheme = type == "nats" ? "nats" : "http"
    let notifier = try Samples.notifier(type, "\(scheme)://127.0.0.1:\(silent.port)/team/shop") {
      ($0.token, $0.channel) = ("t", "subject")
    }
    let sender = Sender(client: HTTPClient.shared, timeout: .milliseconds(300))
    await #expect(throws: (any Error).self) {
      try await notifier.notify(Samples.notification(), through: sender)
    }
    withExtendedLifetime(silent) {}
  }

  @Test("a secret never appears in a failure's text, the longest first")
  func masking() {
    let text = "401 for abc and abcdef at https://u:pw@x; pw"
    #expect(Deliverer.masked(text, ["abc", "abcdef", "", " pw\n"]) == "401 for *** and *** at https://u:***@x; ***")
  }
}
