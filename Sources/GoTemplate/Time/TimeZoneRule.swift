/// The last line of a zone file: how daylight time goes on for ever, in the words of POSIX's `TZ`.
struct TimeZoneRule: Sendable {
  private enum Day: Sendable {
    /// From 1, the leap day not counted.
    case julian(Int)
    /// From 0.
    case ofYear(Int)
    case ofMonth(month: Int, week: Int, day: Int)
  }

  private struct Change: Sendable {
    let day: Day
    /// Seconds after midnight.
    let time: Int
  }

  private let standard: TimeZoneTable.Kind
  private let daylight: (kind: TimeZoneTable.Kind, start: Change, end: Change)?

  /// Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`; `nil` when it is none.
  init?(_ text: [UInt8]) {
    var reader = Reader(rest: text[...])
    guard let name = reader.name(), let offset = reader.offset() else { return nil }
    standard = TimeZoneTable.Kind(name: name, offset: -offset, isDaylight: false)
    if reader.rest.isEmpty || reader.rest.first == UInt8(ascii: ",") {
      daylight = nil
      return
    }
    guard let other = reader.name() else { return nil }
    var shift = 3600 - offset
    if let next = reader.rest.first, next != UInt8(ascii: ",") {
      guard let own = reader.offset() else { return nil }
      shift = -own
    }
    if reader.rest.isEmpty { reader.rest = Array(",M3.2.0,M11.1.0".utf8)[...] }
    guard reader.take(",") || reader.take(";"), let start = reader.change(), reader.take(","),
      let end = reader.change(), reader.rest.isEmpty
    else { return nil }
    daylight = (TimeZoneTable.Kind(name: other, offset: shift, isDaylight: true), start, end)
  }

  /// What holds at an instant behind the last transition.
  func period(at seconds: Int64, after last: Int64) -> TimeZoneTable.Period {
    guard let daylight else { return period(standard, last, .max) }
    let days = seconds.flooredDivision(by: CivilDate.secondsPerDay).quotient
    let year = CivilDate(daysSinceEpoch: Int(days)).year
    let yearStart = Int64(CivilDate(year: year, month: 1, day: 1).daysSinceEpoch) &* CivilDate.secondsPerDay
    let second = seconds &- yearStart
    let on = Self.seconds(of: daylight.start, in: year) - Int64(standard.offset)
    let off = Self.seconds(of: daylight.end, in: year) - Int64(daylight.kind.offset)
    // South of the equator daylight time spans the new year.
    let (inner, outer) = on <= off ? (daylight.kind, standard) : (standard, daylight.kind)
    let (start, end) = (min(on, off), max(on, off))
    if second < start { return period(outer, yearStart, yearStart &+ start) }
    if second >= end { return period(outer, yearStart &+ end, yearStart &+ 365 * CivilDate.secondsPerDay) }
    return period(inner, yearStart &+ start, yearStart &+ end)
  }

  private func period(_ kind: TimeZoneTable.Kind, _ start: Int64, _ end: Int64) -> TimeZoneTable.Period {
    TimeZoneTable.Period(
      name: kind.name, offset: kind.offset, start: start, end: end, isDaylight: kind.isDaylight)
  }

  /// When in a year a change happens, by the local clock.
  private static func seconds(of change: Change, in year: Int) -> Int64 {
    let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
    let day: Int
    switch change.day {
    case .julian(let number): day = number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
    case .ofYear(let number): day = number
    case .ofMonth(let month, let week, let weekday):
      let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
      let firstWeekday = (first &+ 4).flooredDivision(by: 7).remainder
      var inMonth = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      // The fifth is the last, which may be the fourth.
      while inMonth >= CivilDate.days(inMonth: month, of: year) { inMonth -= 7 }
      day = first &- newYear &+ inMonth
    }
    return Int64(day) * CivilDate.secondsPerDay + Int64(change.time)
  }

  // MARK: Reading

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ byte: Unicode.Scalar) -> Bool {
      guard rest.first == UInt8(ascii: byte) else { return false }
      rest = rest.dropFirst()
      return true
    }

    /// `CET`, or anything between angle brackets.
    mutating func name() -> String? {
      if take("<") {
        guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        defer { rest = rest[(close + 1)...] }
        return String(decoding: rest[..<close], as: UTF8.self)
      }
      let name = rest.prefix { !(0x30...0x39 ~= $0) && !",-+".utf8.contains($0) }
      guard name.count >= 3 else { return nil }
      rest = rest[name.endIndex...]
      return String(decoding: name, as: UTF8.self)
    }

    /// Hours, perhaps with minutes and seconds; in seconds.
    mutating func offset() -> Int? {
      let isNegative = take("-")
      if !isNegative { _ = take("+") }
      guard var total = number(0...168).map({ $0 * 3600 }) else { return nil }
      for unit in [60, 1] where take(":") {
        guard let part = number(0...59) else { return nil }
        total += part * unit
      }
      return isNegative ? -total : total
    }

    mutating func change() -> Change? {
      let day: Day
      if take("J") {
        guard let number = number(1...365) else { return nil }
        day = .julian(number)
      } else if take("M") {
        guard let month = number(1...12), take("."), let week = number(1...5), take("."), let weekday = number(0...6)
        else { return nil }
        day = .ofMonth(month: month, week: week, day: weekday)
      } else {
        guard let number = number(0...365) else { return nil }
        day = .ofYear(number)
      }
      guard take("/") else { return Change(day: day, time: 7200) }
      return offset().map { Change(day: day, time: $0) }
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
      let digits = rest.prefix { 0x30...0x39 ~= $0 }
      guard !digits.isEmpty, digits.count < 9 else { return nil }
      rest = rest[digits.endIndex...]
      let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      return range.contains(value) ? value : nil
    }
  }
}
