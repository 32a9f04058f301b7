import OperatorKit

/// When to look again: most things are ready in a moment, what is not after that takes longer.
struct PollDelay {
  private var looks = 0
  private let limit: Duration

  init(limit: Duration) { self.limit = limit }

  mutating func next() -> Duration {
    looks += 1
    return Backoff(base: .milliseconds(100), limit: limit).delay(failures: looks)
  }
}
