/// Reads times by a layout, as Go's `time.ParseInLocation` does.
struct TimeParser {
  private let layout: [UInt8]
  private let original: [UInt8]
  private let local: TimeZoneTable
  private var value: ArraySlice<UInt8>
  private var found = Found()

  /// What the text has told so far.
  struct Found {
    var year = 0
    var month: Int?
    var day: Int?
    var dayOfYear: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var nanoseconds: Int64 = 0
    var isAfternoon: Bool?
    var zone: TimeZoneTable?
    var offset: Int?
    var zoneName: String?
  }

  /// What is wrong with an element; nothing more than that it does not fit, or what is out of range.
  struct Misfit: Error {
    var range: String?
  }

  /// - Parameter local: the zone of texts that name none.
  /// - Throws: ``TemplateError`` in Go's words.
  static func parse(layout: [UInt8], _ value: [UInt8], local: TimeZoneTable) throws(TemplateError) -> GoTime {
    var parser = TimeParser(layout: layout, value: value, local: local)
    try parser.read()
    return try parser.assemble()
  }

  private init(layout: [UInt8], value: [UInt8], local: TimeZoneTable) {
    self.layout = layout
    original = value
    self.local = local
    self.value = value[...]
  }

  private mutating func read() throws(TemplateError) {
    var rest = layout[...]
    while true {
      let chunk = TimeLayout.next(rest)
      do throws(Misfit) { try skip(chunk.prefix) } catch { throw misfit(chunk.prefix) }
      if chunk.element == .literal {
        if !value.isEmpty { throw complaint(": extra text: \(GoDuration.quoted(Array(value)))") }
        return
      }
      rest = chunk.rest
      let before = value
      do throws(Misfit) {
        try read(chunk.element, before: rest)
      } catch {
        if let range = error.range { throw complaint(": \(range) out of range") }
        value = before
        throw misfit(chunk.spelling)
      }
    }
  }

  private func misfit(_ element: ArraySlice<UInt8>) -> TemplateError {
    let (value, layout) = (GoDuration.quoted(original), GoDuration.quoted(layout))
    let (rest, spelled) = (GoDuration.quoted(Array(self.value)), GoDuration.quoted(Array(element)))
    return TemplateError("parsing time \(value) as \(layout): cannot parse \(rest) as \(spelled)")
  }

  private func complaint(_ text: String) -> TemplateError {
    TemplateError("parsing time \(GoDuration.quoted(original))\(text)")
  }

  /// Text between elements must be the same; blanks stand for any number of them.
  private mutating func skip(_ prefix: ArraySlice<UInt8>) throws(Misfit) {
    var prefix = prefix
    while let wanted = prefix.first {
      if wanted == 0x20 {
        if let next = value.first, next != 0x20 { throw Misfit() }
        prefix = prefix.drop { $0 == 0x20 }
        value = value.drop { $0 == 0x20 }
      } else {
        guard value.first == wanted else { throw Misfit() }
        prefix = prefix.dropFirst()
        value = value.dropFirst()
      }
    }
  }

  // MARK: Elements

  private mutating func read(_ element: TimeElement, before rest: ArraySlice<UInt8>) throws(Misfit) {
    switch element {
    case .literal: break
    case .year:
      let year = try digits(exactly: 2)
      found.year = year + (year >= 69 ? 1900 : 2000)
    case .longYear: found.year = try digits(exactly: 4)
    case .longMonth: found.month = try name(CivilDate.monthNames) + 1
    case .month: found.month = try name(CivilDate.monthNames.map { String($0.prefix(3)) }) + 1
    case .numericMonth, .paddedMonth:
      let month = try number(2, isPadded: element == .paddedMonth)
      found.month = try checked(month, 1...12, "month")
    case .longWeekday: _ = try name(CivilDate.dayNames)
    case .weekday: _ = try name(CivilDate.dayNames.map { String($0.prefix(3)) })
    case .day, .blankPaddedDay, .paddedDay:
      if element == .blankPaddedDay, value.first == 0x20 { value = value.dropFirst() }
      found.day = try number(2, isPadded: element == .paddedDay)
    case .blankPaddedYearDay, .paddedYearDay:
      for _ in 0..<2 where element == .blankPaddedYearDay && value.first == 0x20 { value = value.dropFirst() }
      found.dayOfYear = try number(3, isPadded: element == .paddedYearDay)
    case .hour: found.hour = try checked(try number(2), 0...23, "hour")
    case .hour12, .paddedHour12:
      found.hour = try checked(try number(2, isPadded: element == .paddedHour12), 0...12, "hour")
    case .minute, .paddedMinute:
      found.minute = try checked(try number(2, isPadded: element == .paddedMinute), 0...59, "minute")
    case .second, .paddedSecond:
      found.second = try checked(try number(2, isPadded: element == .paddedSecond), 0...59, "second")
      try fractionBehindSecond(rest)
    case .upperHalf: found.isAfternoon = try half("AM", "PM")
    case .lowerHalf: found.isAfternoon = try half("am", "pm")
    case .zoneName: try zoneName()
    case .offset(let style, let isZulu): try offset(style, isZulu)
    case .fraction(let digits, trims: false, _):
      guard value.count >= digits + 1 else { throw Misfit() }
      try fraction(digits)
    case .fraction:
      guard let separator = value.first, Self.isSeparator(separator), Self.isDigit(value.dropFirst().first) else {
        break
      }
      try fraction(min(9, value.dropFirst().prefix { Self.isDigit($0) }.count))
    }
  }

  private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { 0x30...0x39 ~= $0 } ?? false }
  private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") }

  private func checked(_ number: Int, _ range: ClosedRange<Int>, _ name: String) throws(Misfit) -> Int {
    guard range.contains(number) else { throw Misfit(range: name) }
    return number
  }

  /// One or more digits, at most `count`; all of them when it is padded.
  private mutating func number(_ count: Int, isPadded: Bool = false) throws(Misfit) -> Int {
    let digits = value.prefix(count).prefix { Self.isDigit($0) }
    guard !digits.isEmpty, !isPadded || digits.count == count else { throw Misfit() }
    value = value.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private mutating func digits(exactly count: Int) throws(Misfit) -> Int {
    guard value.count >= count else { throw Misfit() }
    let digits = value.prefix(count)
    guard digits.allSatisfy({ Self.isDigit($0) }) else { throw Misfit() }
    value = value.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// The place of a name in a list; the case of letters does not matter.
  private mutating func name(_ names: [String]) throws(Misfit) -> Int {
    for (index, name) in names.enumerated() {
      let text = value.prefix(name.utf8.count)
      guard text.count == name.utf8.count, zip(text, name.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { continue }
      value = value.dropFirst(text.count)
      return index
    }
    throw Misfit()
  }

  private mutating func half(_ morning: String, _ afternoon: String) throws(Misfit) -> Bool {
    guard value.count >= 2 else { throw Misfit() }
    let text = value.prefix(2)
    value = value.dropFirst(2)
    if text.elementsEqual(afternoon.utf8) { return true }
    guard text.elementsEqual(morning.utf8) else { throw Misfit() }
    return false
  }

  // MARK: Fractions

  /// Digits behind the second are taken even where the layout has none.
  private mutating func fractionBehindSecond(_ rest: ArraySlice<UInt8>) throws(Misfit) {
    guard let separator = value.first, Self.isSeparator(separator), Self.isDigit(value.dropFirst().first) else {
      return
    }
    if case .fraction = TimeLayout.next(rest).element { return }
    try fraction(value.dropFirst().prefix { Self.isDigit($0) }.count)
  }

  /// A separator and so many digits, of which nine count.
  private mutating func fraction(_ count: Int) throws(Misfit) {
    let text = value.prefix(count + 1)
    guard let separator = text.first, Self.isSeparator(separator) else { throw Misfit() }
    let digits = text.dropFirst().prefix(9)
    value = value.dropFirst(text.count)
    guard digits.allSatisfy({ Self.isDigit($0) }) else { throw Misfit() }
    found.nanoseconds = digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    for _ in digits.count..<9 { found.nanoseconds *= 10 }
  }

  // MARK: Zones

  private mutating func offset(_ style: TimeElement.OffsetStyle, _ isZulu: Bool) throws(Misfit) {
    if isZulu, value.first == UInt8(ascii: "Z") {
      value = value.dropFirst()
      found.zone = .utc
      return
    }
    let colons: Set<Int> = style == .colon ? [3] : style == .colonSeconds ? [3, 6] : []
    let length =
      switch style {
      case .plain: 5
      case .colon: 6
      case .seconds: 7
      case .colonSeconds: 9
      case .short: 3
      }
    let text = Array(value.prefix(length))
    guard text.count == length, colons.allSatisfy({ text[$0] == UInt8(ascii: ":") }) else { throw Misfit() }
    value = value.dropFirst(length)
    let digits = text.indices.dropFirst().filter { !colons.contains($0) }.map { text[$0] }
    guard digits.allSatisfy({ Self.isDigit($0) }) else { throw Misfit() }
    var parts = [0, 0, 0]
    for (index, digit) in digits.enumerated() where index / 2 < 3 {
      parts[index / 2] = parts[index / 2] * 10 + Int(digit - 0x30)
    }
    // Some write offsets of 24 hours or 60 minutes.
    if parts[0] > 24 { throw Misfit(range: "time zone offset hour") }
    if parts[1] > 60 { throw Misfit(range: "time zone offset minute") }
    if parts[2] > 60 { throw Misfit(range: "time zone offset second") }
    let seconds = (parts[0] * 60 + parts[1]) * 60 + parts[2]
    switch text[0] {
    case UInt8(ascii: "+"): found.offset = seconds
    case UInt8(ascii: "-"): found.offset = -seconds
    default: throw Misfit()
    }
  }

  private mutating func zoneName() throws(Misfit) {
    if value.starts(with: "UTC".utf8) {
      value = value.dropFirst(3)
      found.zone = .utc
      return
    }
    guard let length = Self.zoneNameLength(value) else { throw Misfit() }
    found.zoneName = String(decoding: value.prefix(length), as: UTF8.self)
    value = value.dropFirst(length)
  }

  /// How much of a text looks like the abbreviation of a zone.
  private static func zoneNameLength(_ text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= 3 else { return nil }
    if text.starts(with: "ChST".utf8) || text.starts(with: "MeST".utf8) { return 4 }
    if text.starts(with: "GMT".utf8) { return 3 + signedOffsetLength(text.dropFirst(3)) }
    if text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-") {
      let length = signedOffsetLength(text)
      return length > 0 ? length : nil
    }
    let letters = text.prefix(6).prefix { 0x41...0x5A ~= $0 }
    switch letters.count {
    case 3: return 3
    case 4: return letters.last == UInt8(ascii: "T") || letters.elementsEqual("WITA".utf8) ? 4 : nil
    case 5: return letters.last == UInt8(ascii: "T") ? 5 : nil
    default: return nil
    }
  }

  /// A sign and hours below 24.
  private static func signedOffsetLength(_ text: ArraySlice<UInt8>) -> Int {
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
    let digits = text.dropFirst().prefix { isDigit($0) }
    guard !digits.isEmpty, let hours = Int(String(decoding: digits, as: UTF8.self)), hours <= 23 else { return 0 }
    return 1 + digits.count
  }

  // MARK: The result

  private func assemble() throws(TemplateError) -> GoTime {
    var hour = found.hour
    if found.isAfternoon == true, hour < 12 { hour += 12 }
    if found.isAfternoon == false, hour == 12 { hour = 0 }
    let (month, day) = try monthAndDay()
    if day < 1 || day > CivilDate.days(inMonth: month, of: found.year) { throw complaint(": day out of range") }
    let date = CivilDate(year: found.year, month: month, day: day)
    func time(_ zone: TimeZoneTable) -> GoTime {
      GoTime(
        date, hour: hour, minute: found.minute, second: found.second, nanoseconds: found.nanoseconds, zone: zone)
    }
    if let zone = found.zone { return time(zone) }
    // Go marks the absence of an offset by -1, which is therefore no offset.
    if let offset = found.offset, offset != -1 {
      let instant = time(.utc).adding(Int64(-offset) * 1_000_000_000)
      let period = local.period(at: instant.seconds)
      let isLocal = period.offset == offset && (found.zoneName.map { $0 == period.name } ?? true)
      return instant.shown(in: isLocal ? local : .fixed(found.zoneName ?? "", offset: offset))
    }
    guard let name = found.zoneName else { return time(local) }
    let instant = time(.utc)
    if let offset = local.offset(named: name, at: instant.seconds) {
      return instant.adding(Int64(-offset) * 1_000_000_000).shown(in: local)
    }
    // Unknown abbreviations have no offset, but for those that tell it.
    let hours = name.hasPrefix("GMT") ? Int(name.dropFirst(3)) ?? 0 : 0
    return instant.shown(in: .fixed(name, offset: hours * 3600))
  }

  private func monthAndDay() throws(TemplateError) -> (month: Int, day: Int) {
    guard let dayOfYear = found.dayOfYear else { return (found.month ?? 1, found.day ?? 1) }
    guard dayOfYear >= 1, dayOfYear <= (CivilDate.isLeap(found.year) ? 366 : 365) else {
      throw complaint(": day-of-year out of range")
    }
    let start = CivilDate(year: found.year, month: 1, day: 1).daysSinceEpoch
    let date = CivilDate(daysSinceEpoch: start + dayOfYear - 1)
    if let month = found.month, month != date.month { throw complaint(": day-of-year does not match month") }
    if let day = found.day, day != date.day { throw complaint(": day-of-year does not match day") }
    return (date.month, date.day)
  }
}
