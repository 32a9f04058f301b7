import GitOpsAPI
import HTTP
import HTTPServer
import Logging
import OperatorKit
import Testing

@testable import NotificationController

@Suite struct EventTests {
  @Test("N-MD-04 N-MD-05 foreign metadata and digests are dropped, N-MD-06 and the token later")
  func cleaning() {
    let group = "kustomize.toolkit.fluxcd.io"
    var event = Samples.event(metadata: [
      "\(group)/revision": "r", "\(group)/Checksum": "c", "\(group)/digest": "d", "\(group)/token": "t",
      "event.toolkit.fluxcd.io/x": "y", "other/z": "z",
    ])
    event.dropForeignMetadata()
    #expect(
      event.metadata.keys.sorted() == [
        "event.toolkit.fluxcd.io/x", "\(group)/revision", "\(group)/token",
      ])
    event.dropToken()
    #expect(event.value(of: "token") == nil)
  }

  @Test("N-MD-02 the three severities, and messages of any length")
  func severities() throws {
    let message = String(repeating: "x", count: 50_000)
    for severity in ControllerEvent.Severity.allCases {
      let event = try EventDecoder.decode(Samples.event(severity, message: message).json.serialized())
      #expect(event.severity == severity && event.message == message)
    }
    #expect(ControllerEvent.Severity.allCases.map(\.rawValue) == ["trace", "info", "error"])
  }

  @Test(
    "equal messages differ in lengths of time and counters only",
    arguments: [
      ("finished in 1.2s, next run in 10m0s", "finished in 950ms, next run in 1h0m0s", true),
      ("1/3 ready after 4 tries.", "2/3 ready after 15 tries.", true),
      ("chart 1.2.3", "chart 1.2.4", false), ("port :8080", "port :8081", false),
      ("commit 'fix-12'", "commit 'fix-13'", false),
    ])
  func noise(_ first: String, _ second: String, _ same: Bool) {
    #expect((Noise.withoutNumbers(first) == Noise.withoutNumbers(second)) == same)
  }

  @Test("N-EV-04 N-EV-09 an event passes once in an interval; repetitions are counted, idle entries forgotten")
  func limiting() {
    let limiter = EventLimiter(interval: .seconds(60))
    let key = EventKey(Samples.event())
    let now = ContinuousClock.now
    #expect(limiter.take(key, at: now).decision == .pass(repetitions: 0))
    #expect(limiter.take(key, at: now + .seconds(59)).decision == .drop)
    #expect(limiter.take(key, at: now + .seconds(61)).decision == .pass(repetitions: 1))
    _ = limiter.take(EventKey(Samples.event(message: "other")), at: now + .seconds(200))
    #expect(limiter.count == 1)
  }

  @Test("N-EV-01 N-EV-02 N-EV-08 the event server's answers")
  func answers() async throws {
    let server = EventServer(
      limiter: EventLimiter(interval: .seconds(60)), line: EventLine(), logger: Logger(label: "test"))
    let running = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0), handler: server.handle).start()
    let client = HTTPClient()
    func post(_ body: [UInt8]) async throws -> HTTPResponse {
      let url = try #require(RemoteURL("http://127.0.0.1:\(running.port)/any/path"))
      let response = try await client.send(HTTPRequest(method: .post, url: url, body: .bytes(body)))
      response.body.cancel()
      return response
    }
    let event = Samples.event().json.serialized()
    let first = try await post(event)
    #expect(first.status == 202 && first.headers["X-RateLimit-Limit"] == "1")
    #expect(first.headers["X-RateLimit-Reset"]?.hasSuffix(" UTC") == true && first.headers["Retry-After"] == nil)
    let second = try await post(event)
    #expect(second.status == 429 && second.headers["Retry-After"] != nil)
    for bad in ["", "{", "[]", "{\"message\":1}", "{} {}", String(repeating: "[", count: 100_000)] {
      #expect(try await post(Array(bad.utf8)).status == 400)
    }
    #expect(try await post([UInt8](repeating: 32, count: 3_145_729)).status == 413)
    client.shutdown()
    await running.stop(grace: .zero)
  }

  @Test("a burst becomes one message with a count, and a full lane drops the oldest")
  func bursts() {
    var lane = Lane(bounds: .init(items: 3, bytes: 1_000_000, distinct: 2))
    for number in 1...10 { #expect(lane.add(Samples.notification(Samples.event(message: "try \(number)"))) == 0) }
    #expect(lane.count == 1)
    let told = lane.next()
    #expect(told?.count == 10 && told?.told.message == "try 10\n(10 events like this one)")
    var dropped = 0
    for reason in ["A", "B", "C", "D"] { dropped += lane.add(Samples.notification(Samples.event(reason: reason))) }
    #expect(dropped == 1 && lane.next()?.event.reason == "B")
  }

  @Test("a controller that has gone mad costs no more memory than the limiter may have, and one message a window")
  func madness() {
    let limiter = EventLimiter(interval: .seconds(300), capacity: 1_000)
    let now = ContinuousClock.now
    var passed = 0
    var event = Samples.event(message: "retried 1 times")
    for number in 0..<20_000 {
      event.message = "retried \(number) times"
      if limiter.take(EventKey(event), at: now).decision != .drop { passed += 1 }
    }
    #expect(passed == 1 && limiter.count == 1)
    // Messages that are all different are all let through, and most of them forgotten.
    for number in 0..<20_000 {
      event.message = "object app-\(number)"
      #expect(limiter.take(EventKey(event), at: now + .milliseconds(number / 100)).decision == .pass(repetitions: 0))
    }
    #expect(limiter.count <= 1_000 && limiter.forgottenCount >= 18_000)
  }
}
