extension CELTimestamp {
  /// RFC 3339: `2006-01-02T15:04:05.999Z` or with an offset like `+02:00`. Nil for anything else
  /// and outside of the years 1 to 9999.
  public init?(parsing text: String) {
    var parser = TimestampParser(bytes: Array(text.utf8))
    guard let timestamp = parser.parse() else { return nil }
    self = timestamp
  }
}

private struct TimestampParser {
  let bytes: [UInt8]
  var index = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func parse() -> CELTimestamp? {
    guard let days = date(), skip("T") || skip("t"), let clock = clock(),
      let nanoseconds = fraction(), let offset = offset(), index == bytes.count
    else { return nil }
    let seconds = days * CivilTime.secondsPerDay + clock - offset
    return CELTimestamp(seconds: seconds, nanoseconds: nanoseconds)
  }

  private mutating func date() -> Int64? {
    guard let year = number(4), skip("-"), let month = number(2), month >= 1, month <= 12, skip("-"),
      let day = number(2), day >= 1, day <= CivilTime.daysInMonth(month, year: year)
    else { return nil }
    return CivilTime.days(year: year, month: month, day: day)
  }

  private mutating func clock() -> Int64? {
    guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60, skip(":"),
      let second = number(2), second < 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  /// Digits below the nanosecond are dropped.
  private mutating func fraction() -> Int32? {
    guard skip(".") else { return 0 }
    var value: Int32 = 0
    var unit: Int32 = 100_000_000
    guard let first = peek, first.isDigit else { return nil }
    while let digit = peek, digit.isDigit {
      value += Int32(digit - 0x30) * unit
      unit /= 10
      index += 1
    }
    return value
  }

  private mutating func offset() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int64
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60 else {
      return nil
    }
    return sign * (hour * 3600 + minute * 60)
  }

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let next = peek, UInt32(next) == character.value else { return false }
    index += 1
    return true
  }

  /// Exactly `count` digits, at most four.
  private mutating func number(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = peek, digit.isDigit else { return nil }
      value = value * 10 + Int64(digit - 0x30)
      index += 1
    }
    return value
  }
}
