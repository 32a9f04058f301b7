/// Delays that double with each failure, with jitter so that many clients do not come back at the same moment.
public struct Backoff: Hashable, Sendable {
  public var base: Duration
  public var limit: Duration
  /// The part of the delay that is left to chance, 0 to 1.
  public var jitter: Double

  public init(base: Duration, limit: Duration, jitter: Double = 0) {
    self.base = base
    self.limit = limit
    self.jitter = jitter
  }

  /// The delay before the try that follows this many failures in a row (1 for the first).
  public func delay(failures: Int) -> Duration {
    let doublings = min(max(failures - 1, 0), 40)
    let full = min(base * (1 << doublings), limit)
    return jitter == 0 ? full : full * (1 - jitter * Double.random(in: 0...1))
  }
}
