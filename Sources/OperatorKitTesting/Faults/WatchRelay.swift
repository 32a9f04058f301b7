import HTTP

/// Passes the events of a watch on, one by one, some of them late or never.
struct WatchRelay: Sendable {
  let request: ProxiedRequest
  let rules: FaultRules
  let connection: ProxyConnection

  func run(_ body: HTTPBody) async throws {
    let (events, feed) = AsyncStream.makeStream(of: (due: ContinuousClock.Instant, bytes: [UInt8]).self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      // Two tasks, so that an event that waits does not hold back the reading of the next: each is late by the
      // same time.
      group.addTask {
        defer { feed.finish() }
        var lines = LineSplitter()
        for try await chunk in body {
          for line in lines.split(chunk) where !isLost(line) {
            feed.yield((ContinuousClock.now + rules.eventDelay(for: request), line))
          }
        }
      }
      group.addTask {
        for await event in events {
          if event.due > .now { try await Task.sleep(until: event.due, clock: .continuous) }
          try await connection.write(event.bytes)
        }
        try Task.checkCancellation()
      }
      try await group.waitForAll()
    }
    try await connection.end()
  }

  private func isLost(_ line: [UInt8]) -> Bool {
    line.starts(with: Array(#"{"type":"BOOKMARK""#.utf8)) && rules.dropsBookmark(for: request)
  }
}

/// Cuts a stream of bytes into lines, each with its line feed.
struct LineSplitter {
  private var rest: [UInt8] = []

  mutating func split(_ chunk: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in chunk {
      rest.append(byte)
      if byte == UInt8(ascii: "\n") {
        lines.append(rest)
        rest = []
      }
    }
    return lines
  }
}
