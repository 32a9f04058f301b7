import GitOpsAPI
import Glibc
import OperatorKit
import OperatorKitTesting
import Synchronization

/// Strangers call paths that nobody has, twenty thousand times a second for a minute, while real webhooks arrive.
///
/// FLOOD_SECONDS and FLOOD_RATE change the minute and the rate.
enum Flood {
  static func run(_ site: Site) async throws -> [Figure] {
    let duration = setting("FLOOD_SECONDS", default: 60)
    let rate = setting("FLOOD_RATE", default: 20_000)
    return try await site.withWorld { world in
      try await world.repository.commit(files: ["a": "1"])
      try await world.createSource("apps")
      return try await WebhookSite.run(world) { hooks in
        let path = try await hooks.receiver("apps")
        let began = ContinuousClock.now
        async let flood = Stream.run(port: hooks.port, rate: rate, from: began, seconds: duration)
        let (answers, failures) = await realCalls(hooks, path, until: began + .seconds(duration))
        let total = try await flood
        return [
          Figure(
            what: "\(rate) calls of unknown paths a second for \(duration) s, real webhooks meanwhile",
            mustReach: "all real ones served, 32 MiB",
            measured: "\(total.offered) offered (\(total.offered / max(1, duration)) a second), "
              + "\(total.refused) refused within \(seconds(total.last - began)), \(answers.count) real ones served, "
              + "\(failures) not, p99 \(seconds(percentile(answers, 99))), \(spread(answers)); "
              + "\(hooks.controller.memory)")
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
}

/// One connection of a flood. Calls are due at a steady pace and are sent when they are due, whether those before them
/// are answered or not: what cannot be sent in time, because the machine is busy, is sent as soon as it can be.
private struct Stream {
  /// What became of the calls.
  struct Total {
    var offered = 0
    /// Answered with 404.
    var refused = 0
    /// When the last answer came.
    var last: ContinuousClock.Instant

    static func + (left: Total, right: Total) -> Total {
      Total(
        offered: left.offered + right.offered, refused: left.refused + right.refused, last: max(left.last, right.last))
    }
  }

  private static let connections = 16
  private static let batch = 50
  /// How long answers are waited for when all is sent.
  private static let patience = Duration.seconds(10)
  private static let refusal = Array(" 404 Not Found\r\n".utf8)

  private let descriptor: Int32
  private let calls: [UInt8]
  private var pending: ArraySlice<UInt8> = []
  private var seen = 0
  private var total: Total

  static func run(
    port: UInt16, rate: Int, from began: ContinuousClock.Instant, seconds: Int
  ) async throws -> Total {
    try await withThrowingTaskGroup(of: Total.self) { group in
      for number in 0..<connections {
        group.addTask {
          try await onOwnThread {
            var stream = try Stream(port: port, seed: number, from: began)
            defer { close(stream.descriptor) }
            // What does not divide evenly is spread over the first of them.
            let batches = rate * seconds / batch
            let share = batches / connections + (number < batches % connections ? 1 : 0)
            return try stream.run(batches: share, every: .seconds(seconds) / max(1, share), from: began)
          }
        }
      }
      return try await group.reduce(Total(last: began)) { $0 + $1 }
    }
  }

  private init(port: UInt16, seed: Int, from began: ContinuousClock.Instant) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw FigureFailure("no socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connection = descriptor
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0, fcntl(connection, F_SETFL, O_NONBLOCK) == 0 else {
      close(connection)
      throw FigureFailure("cannot connect to the receiver's port")
    }
    let digits = String(repeating: "0123456789abcdef", count: 4).dropLast(2)
    let call = "POST /hook/\(digits)\(10 + seed) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
    calls = Array(String(repeating: call, count: Self.batch).utf8)
    total = Total(last: began)
  }

  private mutating func run(
    batches: Int, every pause: Duration, from began: ContinuousClock.Instant
  ) throws -> Total {
    var due = 0
    let end = began + pause * batches + Self.patience
    while due < batches || !pending.isEmpty || total.refused < total.offered {
      let now = ContinuousClock.now
      guard now < end else { break }
      while due < batches, began + pause * due <= now {
        pending += calls
        due += 1
      }
      try write()
      try read()
      let next = due < batches ? min(end, began + pause * due) : end
      let wait = max(.zero, ContinuousClock.now.duration(to: next)) / .milliseconds(1)
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN | (pending.isEmpty ? 0 : POLLOUT)), revents: 0)
      _ = poll(&entry, 1, Int32(wait.rounded(.up)))
    }
    return total
  }

  /// Calls that have not left as a whole.
  private var unsent: Int {
    let call = calls.count / Self.batch
    return (pending.count + call - 1) / call
  }

  private mutating func write() throws {
    while !pending.isEmpty {
      let sent = pending.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if sent < 0, errno == EAGAIN || errno == EINTR { return }
      guard sent > 0 else { throw FigureFailure("the flood broke off") }
      let before = unsent
      pending = pending.dropFirst(sent)
      total.offered += before - unsent
    }
    pending = []
  }

  private mutating func read() throws {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      guard count > 0 else { throw FigureFailure("the receiver hung up") }
      for byte in buffer[..<count] {
        seen = byte == Self.refusal[seen] ? seen + 1 : byte == Self.refusal[0] ? 1 : 0
        guard seen == Self.refusal.count else { continue }
        seen = 0
        total.refused += 1
      }
      total.last = .now
    }
  }
}
