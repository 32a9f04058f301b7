import Glibc

/// Go's `time.Time`: an instant with nanoseconds, and the time zone that it is shown in.
struct GoTime: Sendable {
  /// Since 1970-01-01 UTC.
  var seconds: Int64
  /// Below a thousand million.
  var nanoseconds: Int64
  var zone: TimeZoneTable
  /// Nanoseconds since the process started, for instants that the clock gave. Go prints them.
  var monotonic: Int64?

  /// Go's `time.Unix`.
  init(seconds: Int64, nanoseconds: Int64 = 0, zone: TimeZoneTable) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
    self.zone = zone
  }

  /// The instant of a date and a time of day in a zone; what is out of its range is carried on.
  init(
    _ date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0, nanoseconds: Int64 = 0, zone: TimeZoneTable
  ) {
    let carried = nanoseconds.flooredDivision(by: 1_000_000_000)
    let clock = (Int64(hour) &* 60 &+ Int64(minute)) &* 60 &+ Int64(second)
    var unix = Int64(date.daysSinceEpoch) &* CivilDate.secondsPerDay &+ clock &+ carried.quotient
    // The offset depends on the instant, which depends on the offset: look again when the first guess missed.
    var period = zone.period(at: unix)
    if period.offset != 0 {
      let utc = unix &- Int64(period.offset)
      if utc < period.start || utc >= period.end { period = zone.period(at: utc) }
      unix &-= Int64(period.offset)
    }
    self.init(seconds: unix, nanoseconds: carried.remainder, zone: zone)
  }

  /// Go's zero `time.Time`: the first of January of the year 1.
  static let zero = GoTime(seconds: -62_135_596_800, zone: .utc)

  /// What the clock shows now.
  static func now(zone: TimeZoneTable) -> GoTime {
    var real = timespec()
    var monotonic = timespec()
    clock_gettime(CLOCK_REALTIME, &real)
    clock_gettime(CLOCK_MONOTONIC, &monotonic)
    var time = GoTime(seconds: Int64(real.tv_sec), nanoseconds: Int64(real.tv_nsec), zone: zone)
    time.monotonic = Int64(monotonic.tv_sec) &* 1_000_000_000 &+ Int64(monotonic.tv_nsec) &- processStart + 1
    return time
  }

  /// When the first time was asked for.
  private static let processStart: Int64 = {
    var monotonic = timespec()
    clock_gettime(CLOCK_MONOTONIC, &monotonic)
    return Int64(monotonic.tv_sec) &* 1_000_000_000 &+ Int64(monotonic.tv_nsec)
  }()

  // MARK: Arithmetic

  /// The same instant, shown in another zone.
  func shown(in zone: TimeZoneTable) -> GoTime { GoTime(seconds: seconds, nanoseconds: nanoseconds, zone: zone) }

  /// So many nanoseconds later; wraps around as Go does.
  func adding(_ duration: Int64) -> GoTime {
    let (whole, rest) = duration.flooredDivision(by: 1_000_000_000)
    var result = self
    result.seconds &+= whole
    result.nanoseconds += rest
    if result.nanoseconds >= 1_000_000_000 {
      result.nanoseconds -= 1_000_000_000
      result.seconds &+= 1
    }
    result.monotonic = monotonic.flatMap {
      let (sum, overflow) = $0.addingReportingOverflow(duration)
      return overflow ? nil : sum
    }
    return result
  }

  /// So many years, months and days later, at the same time of day.
  func adding(years: Int, months: Int, days: Int) -> GoTime {
    let date = self.date
    let clock = self.clock
    let month = (date.month &- 1 &+ months).flooredDivision(by: 12)
    let moved = CivilDate(
      year: date.year &+ years &+ month.quotient, month: month.remainder + 1, day: date.day &+ days)
    return GoTime(
      moved, hour: clock.hour, minute: clock.minute, second: clock.second, nanoseconds: nanoseconds, zone: zone)
  }

  /// The nanoseconds since another instant; the greatest or least number when they do not fit.
  func since(_ other: GoTime) -> Int64 {
    if let monotonic, let start = other.monotonic {
      let (distance, overflow) = monotonic.subtractingReportingOverflow(start)
      return overflow ? (monotonic < start ? .min : .max) : distance
    }
    let isBefore = self < other
    let (whole, tooFar) = seconds.subtractingReportingOverflow(other.seconds)
    let (scaled, tooLong) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = scaled.addingReportingOverflow(nanoseconds - other.nanoseconds)
    return tooFar || tooLong || overflow ? (isBefore ? .min : .max) : sum
  }

  // MARK: Parts

  private var localSeconds: Int64 { seconds &+ Int64(zone.period(at: seconds).offset) }

  var date: CivilDate {
    CivilDate(daysSinceEpoch: Int(localSeconds.flooredDivision(by: CivilDate.secondsPerDay).quotient))
  }

  var clock: (hour: Int, minute: Int, second: Int) {
    let second = Int(localSeconds.flooredDivision(by: CivilDate.secondsPerDay).remainder)
    return (second / 3600, second / 60 % 60, second % 60)
  }

  /// From Sunday, which is 0.
  var weekday: Int {
    let days = localSeconds.flooredDivision(by: CivilDate.secondsPerDay).quotient
    return Int((days &+ 4).flooredDivision(by: 7).remainder)
  }

  /// Go's `String()`: with nanoseconds, offset and zone, and the monotonic clock where there is one.
  var text: String {
    let shown = TimeFormat.text(self, layout: "2006-01-02 15:04:05.999999999 -0700 MST")
    guard let monotonic else { return shown }
    let (whole, rest) = monotonic.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(rest)
    let fraction = String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
    return "\(shown) m=\(monotonic < 0 ? "-" : "+")\(whole).\(fraction)"
  }
}

extension GoTime: Comparable {
  static func == (left: GoTime, right: GoTime) -> Bool {
    left.seconds == right.seconds && left.nanoseconds == right.nanoseconds
  }

  static func < (left: GoTime, right: GoTime) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}
