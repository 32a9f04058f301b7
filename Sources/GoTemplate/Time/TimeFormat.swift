/// Writes times by a layout.
enum TimeFormat {
  static func text(_ time: GoTime, layout: String) -> String {
    String(decoding: bytes(time, layout: Array(layout.utf8)), as: UTF8.self)
  }

  static func bytes(_ time: GoTime, layout: [UInt8]) -> [UInt8] {
    let parts = Parts(time)
    var out: [UInt8] = []
    var rest = layout[...]
    while !rest.isEmpty {
      let chunk = TimeLayout.next(rest)
      out += chunk.prefix
      append(chunk.element, parts, to: &out)
      rest = chunk.rest
    }
    return out
  }

  private struct Parts {
    let date: CivilDate
    let clock: (hour: Int, minute: Int, second: Int)
    let weekday: String
    let nanoseconds: Int64
    let offset: Int
    let zone: String

    init(_ time: GoTime) {
      date = time.date
      clock = time.clock
      weekday = CivilDate.dayNames[time.weekday]
      nanoseconds = time.nanoseconds
      let period = time.zone.period(at: time.seconds)
      offset = period.offset
      zone = period.name
    }

    var month: String {
      CivilDate.monthNames.indices.contains(date.month - 1) ? CivilDate.monthNames[date.month - 1] : ""
    }
    var hour12: Int { clock.hour % 12 == 0 ? 12 : clock.hour % 12 }
  }

  private static func append(_ element: TimeElement, _ parts: Parts, to out: inout [UInt8]) {
    switch element {
    case .literal: break
    case .longYear: number(parts.date.year, 4, to: &out)
    case .year: number(Int(parts.date.year.magnitude % 100), 2, to: &out)
    case .longMonth: out += parts.month.utf8
    case .month: out += parts.month.utf8.prefix(3)
    case .numericMonth: number(parts.date.month, 0, to: &out)
    case .paddedMonth: number(parts.date.month, 2, to: &out)
    case .longWeekday: out += parts.weekday.utf8
    case .weekday: out += parts.weekday.utf8.prefix(3)
    case .day: number(parts.date.day, 0, to: &out)
    case .blankPaddedDay: number(parts.date.day, 2, blank: true, to: &out)
    case .paddedDay: number(parts.date.day, 2, to: &out)
    case .blankPaddedYearDay: number(parts.date.dayOfYear, 3, blank: true, to: &out)
    case .paddedYearDay: number(parts.date.dayOfYear, 3, to: &out)
    case .hour: number(parts.clock.hour, 2, to: &out)
    case .hour12: number(parts.hour12, 0, to: &out)
    case .paddedHour12: number(parts.hour12, 2, to: &out)
    case .minute: number(parts.clock.minute, 0, to: &out)
    case .paddedMinute: number(parts.clock.minute, 2, to: &out)
    case .second: number(parts.clock.second, 0, to: &out)
    case .paddedSecond: number(parts.clock.second, 2, to: &out)
    case .upperHalf: out += (parts.clock.hour >= 12 ? "PM" : "AM").utf8
    case .lowerHalf: out += (parts.clock.hour >= 12 ? "pm" : "am").utf8
    case .offset(_, isZulu: true) where parts.offset == 0: out.append(UInt8(ascii: "Z"))
    case .offset(let style, _): offset(parts.offset, style, to: &out)
    case .zoneName:
      if parts.zone.isEmpty { offset(parts.offset, .plain, to: &out) } else { out += parts.zone.utf8 }
    case .fraction(let digits, let trims, let separator):
      fraction(parts.nanoseconds, min(digits, 9), trims, separator, to: &out)
    }
  }

  /// A number with at least so many digits.
  private static func number(_ value: Int, _ width: Int, blank: Bool = false, to out: inout [UInt8]) {
    let digits = String(value.magnitude)
    if value < 0 { out.append(UInt8(ascii: "-")) }
    out += repeatElement(blank ? 0x20 : 0x30, count: max(0, width - digits.utf8.count))
    out += digits.utf8
  }

  private static func offset(_ seconds: Int, _ style: TimeElement.OffsetStyle, to out: inout [UInt8]) {
    // Go rounds to minutes before it looks for the sign.
    let minutes = seconds / 60
    out.append(UInt8(ascii: minutes < 0 ? "-" : "+"))
    let absolute = minutes < 0 ? -seconds : seconds
    number(abs(minutes) / 60, 2, to: &out)
    if style == .colon || style == .colonSeconds { out.append(UInt8(ascii: ":")) }
    if style != .short { number(abs(minutes) % 60, 2, to: &out) }
    if style == .colonSeconds { out.append(UInt8(ascii: ":")) }
    if style == .seconds || style == .colonSeconds { number(absolute % 60, 2, to: &out) }
  }

  private static func fraction(
    _ nanoseconds: Int64, _ digits: Int, _ trims: Bool, _ separator: UInt8, to out: inout [UInt8]
  ) {
    var text: [UInt8] = []
    number(Int(nanoseconds), 9, to: &text)
    var shown = text.prefix(digits)
    if trims {
      while shown.last == 0x30 { shown.removeLast() }
      if shown.isEmpty { return }
    }
    out.append(separator)
    out += shown
  }
}
