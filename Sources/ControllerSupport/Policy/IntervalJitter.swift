import OperatorKit

/// Spreads intervals, so that objects that were created together are not reconciled together for ever.
public struct IntervalJitter: Sendable, Hashable {
  /// From 0, which spreads nothing, to 99.
  public let percentage: Int

  /// Throws ``FlagError`` when the percentage is 100 or more.
  public init(percentage: Int) throws {
    guard (0..<100).contains(percentage) else {
      throw FlagError.invalid("--interval-jitter-percentage must be from 0 to 99, not \(percentage)")
    }
    self.percentage = percentage
  }

  /// The interval, shorter or longer by at most the percentage. `random` is evenly spread from 0 to 1.
  public func applied(to interval: Duration, random: Double = .random(in: 0...1)) -> Duration {
    guard percentage > 0, interval > .zero else { return interval }
    let factor = 1 + Double(percentage) / 100 * (2 * random - 1)
    // Whole nanoseconds; what is longer than centuries stays as it is.
    guard let nanoseconds = Int64(exactly: (interval.inSeconds * factor * 1e9).rounded()) else { return interval }
    return .nanoseconds(nanoseconds)
  }
}
