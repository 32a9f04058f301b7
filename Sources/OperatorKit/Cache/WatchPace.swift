/// How long a watch may last and be silent.
///
/// A connection that died without a word looks like a quiet one. Servers that send bookmarks send one about every
/// minute, so from them silence is a sign; from others the only sign of life is the end that was asked for.
public struct WatchLiveness: Sendable, Hashable {
  /// For how long watches are asked where bookmarks come; spread, so that they do not all end at once.
  public var length: ClosedRange<Duration>
  /// After this long without a word such a watch is dead.
  public var silence: Duration
  /// For how long watches are asked where no bookmarks come.
  public var shortLength: ClosedRange<Duration>
  /// How long after its time such a watch may end.
  public var grace: Duration

  public init(
    length: ClosedRange<Duration> = .seconds(300) ... .seconds(600), silence: Duration = .seconds(150),
    shortLength: ClosedRange<Duration> = .seconds(90) ... .seconds(130), grace: Duration = .seconds(20)
  ) {
    self.length = length
    self.silence = silence
    self.shortLength = shortLength
    self.grace = grace
  }
}

/// Learns whether a server sends bookmarks, and decides how long the next watch may last, without any I/O.
package struct WatchPace: Equatable {
  package struct Limits: Equatable {
    package let timeout: Duration
    package let idle: Duration

    package init(timeout: Duration, idle: Duration) {
      self.timeout = timeout
      self.idle = idle
    }
  }

  private let liveness: WatchLiveness
  private var sendsBookmarks = false

  /// Old servers send one bookmark only, just before the end.
  private static let lastMoments = Duration.seconds(10)

  package init(_ liveness: WatchLiveness) { self.liveness = liveness }

  /// What to ask for next; `random` is evenly spread from 0 to 1.
  package func limits(random: Double) -> Limits {
    let range = sendsBookmarks ? liveness.length : liveness.shortLength
    // Whole seconds: that is how servers are asked.
    let timeout = range.lowerBound + (range.upperBound - range.lowerBound) * random
    let seconds = Duration.seconds(max(1, timeout.components.seconds))
    return Limits(timeout: seconds, idle: sendsBookmarks ? liveness.silence : seconds + liveness.grace)
  }

  /// A bookmark came so long after the beginning of a watch.
  package mutating func bookmark(after elapsed: Duration, of limits: Limits) {
    if elapsed + WatchPace.lastMoments < limits.timeout { sendsBookmarks = true }
  }

  /// A watch was silent for too long. Should the server have stopped to send bookmarks, that is not to happen again.
  package mutating func fellSilent() { sendsBookmarks = false }
}
