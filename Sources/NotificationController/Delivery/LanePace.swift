/// How fast a provider takes what it is given. To wait for one that is fast is to wait for a moment; one that is slow
/// would make everybody wait, so that what is too much for it is dropped instead.
struct LanePace {
  private static let fast = Duration.milliseconds(250)

  private var start: ContinuousClock.Instant?
  private var last = Duration.zero

  mutating func began(at now: ContinuousClock.Instant = .now) { start = now }

  mutating func ended(at now: ContinuousClock.Instant = .now) {
    last = start.map { now - $0 } ?? .zero
    start = nil
  }

  /// Whether the last delivery was quick, and the one in hand, if there is one, still may be.
  func isFast(at now: ContinuousClock.Instant = .now) -> Bool {
    last < LanePace.fast && start.map { now - $0 < LanePace.fast } ?? true
  }
}
