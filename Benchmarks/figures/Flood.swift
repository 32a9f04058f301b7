import GitOpsAPI
import Glibc
import OperatorKit
import OperatorKitTesting
import Synchronization

/// Strangers call paths that nobody has, twenty thousand times a second for a minute, while real webhooks arrive.
///
/// FLOOD_SECONDS and FLOOD_RATE change the minute and the rate.
enum Flood {
  private static let connections = 16
  private static let batch = 50

  static func run(_ site: Site) async throws -> [Figure] {
    let duration = setting("FLOOD_SECONDS", default: 60)
    let rate = setting("FLOOD_RATE", default: 20_000)
    return try await site.withWorld { world in
      try await world.repository.commit(files: ["a": "1"])
      try await world.createSource("apps")
      return try await WebhookSite.run(world) { hooks in
        let path = try await hooks.receiver("apps")
        let end = ContinuousClock.now + .seconds(duration)
        let began = ContinuousClock.now
        async let flood = flood(port: hooks.port, rate: rate, until: end)
        let (answers, failures) = await realCalls(hooks, path, until: end)
        let refused = try await flood
        let perSecond = Int(Double(refused) / ((.now - began) / .seconds(1)))
        return [
          Figure(
            what: "\(rate) calls of unknown paths a second for \(duration) s, real webhooks meanwhile",
            mustReach: "all real ones served, 32 MiB",
            measured: "\(perSecond) refused a second, \(answers.count) real ones served, \(failures) not, "
              + "p99 \(seconds(percentile(answers, 99))), \(spread(answers)); \(hooks.controller.memory)")
        ]
      }
    }
  }

  /// One call in 100 ms.
  private static func realCalls(
    _ hooks: WebhookSite, _ path: String, until end: ContinuousClock.Instant
  ) async -> ([Duration], failures: Int) {
    var answers: [Duration] = []
    var failures = 0
    while .now < end {
      let started = ContinuousClock.now
      do {
        try await hooks.call(path)
        answers.append(.now - started)
      } catch {
        failures += 1
      }
      try? await Task.sleep(until: started + .milliseconds(100))
    }
    return (answers, failures)
  }

  /// Returns how many calls were answered with 404.
  private static func flood(port: UInt16, rate: Int, until end: ContinuousClock.Instant) async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<connections {
        group.addTask {
          try await onOwnThread { try stream(port: port, rate: rate / connections, seed: number, until: end) }
        }
      }
      return try await group.reduce(0, +)
    }
  }

  /// One connection: batches of calls at a steady pace, the next one when all of the last are answered.
  private static func stream(port: UInt16, rate: Int, seed: Int, until end: ContinuousClock.Instant) throws -> Int {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard connection >= 0 else { throw FigureFailure("no socket") }
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw FigureFailure("cannot connect to the receiver's port") }
    let digits = String(repeating: "0123456789abcdef", count: 4).dropLast(2)
    let request = "POST /hook/\(digits)\(10 + seed) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    let bytes = Array(String(repeating: request, count: batch).utf8)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let refusal = Array(" 404 Not Found\r\n".utf8)
    var seen = 0
    let pause = Duration.seconds(1) * batch / rate
    var next = ContinuousClock.now
    var answered = 0
    while next < end, .now < end {
      guard write(connection, bytes, bytes.count) == bytes.count else { throw FigureFailure("the flood broke off") }
      var open = batch
      while open > 0 {
        let count = read(connection, &buffer, buffer.count)
        guard count > 0 else { throw FigureFailure("the receiver hung up") }
        for byte in buffer[..<count] {
          seen = byte == refusal[seen] ? seen + 1 : byte == refusal[0] ? 1 : 0
          guard seen == refusal.count else { continue }
          seen = 0
          open -= 1
        }
      }
      answered += batch
      next += pause
      let ahead = ContinuousClock.now.duration(to: next)
      if ahead > .zero { usleep(useconds_t(ahead / .microseconds(1))) }
    }
    return answered
  }
}
