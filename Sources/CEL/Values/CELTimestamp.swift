/// A moment between the years 1 and 9999, with nanosecond resolution.
public struct CELTimestamp: Sendable, Hashable {
  /// Since 1970-01-01T00:00:00Z.
  public let seconds: Int64
  /// 0 to 999,999,999, counted forwards from ``seconds``.
  public let nanoseconds: Int32

  /// Nil outside of the years 1 to 9999.
  public init?(seconds: Int64, nanoseconds: Int32 = 0) {
    guard seconds >= -62_135_596_800, seconds <= 253_402_300_799,
      nanoseconds >= 0, nanoseconds < 1_000_000_000
    else { return nil }
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  func adding(_ duration: CELDuration) -> CELTimestamp? {
    var seconds = self.seconds + duration.nanoseconds / 1_000_000_000
    var nanoseconds = Int64(self.nanoseconds) + duration.nanoseconds % 1_000_000_000
    if nanoseconds < 0 {
      nanoseconds += 1_000_000_000
      seconds -= 1
    } else if nanoseconds >= 1_000_000_000 {
      nanoseconds -= 1_000_000_000
      seconds += 1
    }
    return Int32(exactly: nanoseconds).flatMap { CELTimestamp(seconds: seconds, nanoseconds: $0) }
  }

  func subtracting(_ duration: CELDuration) -> CELTimestamp? {
    let (negated, overflow) = Int64(0).subtractingReportingOverflow(duration.nanoseconds)
    return overflow ? nil : adding(CELDuration(nanoseconds: negated))
  }

  func distance(from other: CELTimestamp) -> CELDuration? {
    CELDuration(
      seconds: seconds - other.seconds,
      nanoseconds: Int64(nanoseconds) - Int64(other.nanoseconds))
  }
}

extension CELTimestamp: Comparable {
  public static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

extension CELTimestamp: CustomStringConvertible {
  /// RFC 3339 in UTC.
  public var description: String {
    let time = CivilTime(secondsSinceEpoch: seconds)
    let date = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    let clock = "\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
    let fraction = FractionalSeconds.text(nanoseconds: UInt64(nanoseconds.magnitude))
    return "\(date)T\(clock)\(fraction)Z"
  }

  private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
