import Glibc

/// A point in time as Kubernetes writes it: RFC 3339 in UTC, to the second, or to the microsecond in Leases.
public struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Microseconds since 1970-01-01T00:00:00Z.
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  /// The system's clock.
  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  public var truncatedToSeconds: Timestamp {
    let remainder = microseconds % 1_000_000
    return Timestamp(microseconds: microseconds - (remainder < 0 ? remainder + 1_000_000 : remainder))
  }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

  /// The time from another point to this one; negative when this one is earlier.
  public func since(_ other: Timestamp) -> Duration {
    .microseconds(microseconds.subtractingReportingOverflow(other.microseconds).partialValue)
  }

  public func advanced(by duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    if overflow { return self }
    let (sum, tooFar) = microseconds.addingReportingOverflow(whole &+ attoseconds / 1_000_000_000_000)
    return tooFar ? self : Timestamp(microseconds: sum)
  }
}

// MARK: RFC 3339

extension Timestamp {
  /// `2026-11-23T12:00:00Z`, without fractions.
  public var description: String { formatted(fractionDigits: 0) }

  /// With six digits of fraction, as `MicroTime` fields want it.
  public var microTime: String { formatted(fractionDigits: 6) }

  /// With three digits of fraction, for log lines.
  public var milliTime: String { formatted(fractionDigits: 3) }

  private func formatted(fractionDigits: Int) -> String {
    let whole = truncatedToSeconds
    var seconds = time_t(whole.microseconds / 1_000_000)
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil else { return "1970-01-01T00:00:00Z" }
    var text = Timestamp.padded(Int(parts.tm_year) + 1900, 4)
    text += "-" + Timestamp.padded(Int(parts.tm_mon) + 1, 2) + "-" + Timestamp.padded(Int(parts.tm_mday), 2)
    text += "T" + Timestamp.padded(Int(parts.tm_hour), 2) + ":" + Timestamp.padded(Int(parts.tm_min), 2)
    text += ":" + Timestamp.padded(Int(parts.tm_sec), 2)
    let fraction = Timestamp.padded(Int(microseconds - whole.microseconds), 6)
    if fractionDigits > 0 { text += "." + fraction.prefix(fractionDigits) }
    return text + "Z"
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Reads RFC 3339 with any offset and any number of fraction digits; `nil` for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), let year = Timestamp.digits(bytes, 0, 4),
      let month = Timestamp.digits(bytes, 5, 2), (1...12).contains(month),
      let day = Timestamp.digits(bytes, 8, 2), (1...31).contains(day),
      let hour = Timestamp.digits(bytes, 11, 2), hour < 24,
      let minute = Timestamp.digits(bytes, 14, 2), minute < 60,
      let second = Timestamp.digits(bytes, 17, 2), second <= 60
    else { return nil }
    var position = 19
    var micros = 0
    if bytes[position] == UInt8(ascii: ".") {
      position += 1
      var scale = 100_000
      while position < bytes.count, let digit = Timestamp.digits(bytes, position, 1) {
        micros += digit * scale
        scale /= 10
        position += 1
      }
    }
    guard let offset = Timestamp.offset(bytes, position) else { return nil }
    let days = Timestamp.daysSinceEpoch(year: year, month: month, day: day)
    let seconds = Int64(days) * 86_400 + Int64(hour * 3_600 + minute * 60 + second) - Int64(offset)
    microseconds = seconds * 1_000_000 + Int64(micros)
  }

  /// Seconds east of UTC, from `Z` or `+01:00` at the end of the text.
  private static func offset(_ bytes: [UInt8], _ position: Int) -> Int? {
    guard position < bytes.count else { return nil }
    if bytes[position] == UInt8(ascii: "Z") || bytes[position] == UInt8(ascii: "z") {
      return position + 1 == bytes.count ? 0 : nil
    }
    guard position + 6 == bytes.count, bytes[position + 3] == UInt8(ascii: ":"),
      let hours = digits(bytes, position + 1, 2), let minutes = digits(bytes, position + 4, 2)
    else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "+"): return hours * 3_600 + minutes * 60
    case UInt8(ascii: "-"): return -(hours * 3_600 + minutes * 60)
    default: return nil
    }
  }

  private static func digits(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int? {
    guard start + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[start..<start + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value
  }

  /// Days from 1970-01-01 in the Gregorian calendar, counting years from March so that leap days come last.
  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not an RFC 3339 time")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
