import OperatorKit

/// How a provider has fared, and how long it is left alone after failures.
struct LaneBackoff {
  static let policy = Backoff(base: .seconds(1), limit: .seconds(30), jitter: 0.2)
  private let policy: Backoff
  private(set) var failures = 0

  init(_ policy: Backoff = LaneBackoff.policy) { self.policy = policy }

  /// Whether the last delivery failed. Such a provider does not make others wait for room.
  var isFailing: Bool { failures > 0 }

  mutating func succeeded() { failures = 0 }

  /// How long to wait before the next delivery.
  mutating func failed() -> Duration {
    failures = min(failures + 1, 32)
    return policy.delay(failures: failures)
  }
}
