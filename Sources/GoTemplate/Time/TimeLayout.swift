/// A piece of a layout: the reference time `Mon Jan 2 15:04:05 MST 2006` spelled as the wanted text.
enum TimeElement: Equatable {
  case literal
  case longMonth, month, numericMonth, paddedMonth
  case longWeekday, weekday
  case day, blankPaddedDay, paddedDay, blankPaddedYearDay, paddedYearDay
  case hour, hour12, paddedHour12
  case minute, paddedMinute
  case second, paddedSecond
  case longYear, year
  case upperHalf, lowerHalf
  case zoneName
  /// An offset such as `-07:00`; with a `Z` for UTC if it says so.
  case offset(OffsetStyle, isZulu: Bool)
  /// Digits behind the second; zeros at the end are left out if it was spelled with nines.
  case fraction(digits: Int, trims: Bool, separator: UInt8)

  enum OffsetStyle: Equatable {
    /// `-0700`, `-07:00`, `-070000`, `-07:00:00`, `-07`
    case plain, colon, seconds, colonSeconds, short
  }
}

enum TimeLayout {
  /// One element of a layout with the text before it; ``TimeElement/literal`` when there is none any more.
  struct Chunk {
    let prefix: ArraySlice<UInt8>
    let element: TimeElement
    /// The element as the layout spells it.
    let spelling: ArraySlice<UInt8>
    let rest: ArraySlice<UInt8>
  }

  /// The next element, found as Go finds it.
  static func next(_ layout: ArraySlice<UInt8>) -> Chunk {
    for index in layout.indices {
      guard let (element, start, count) = element(layout[index...]) else { continue }
      let from = index + start
      return Chunk(
        prefix: layout[..<from], element: element, spelling: layout[from..<from + count],
        rest: layout[(from + count)...])
    }
    return Chunk(prefix: layout, element: .literal, spelling: [], rest: [])
  }

  /// An element at the start of a text: with the bytes before it that are none, and its own.
  private static func element(_ text: ArraySlice<UInt8>) -> (element: TimeElement, start: Int, count: Int)? {
    guard let first = text.first else { return nil }
    if first == UInt8(ascii: "_"), text.starts(with: "_2006".utf8) { return (.longYear, 1, 4) }
    if first == UInt8(ascii: ".") || first == UInt8(ascii: ",") { return fraction(text, first) }
    for (spelling, element) in candidates(first) where text.starts(with: spelling.utf8) {
      let count = spelling.utf8.count
      // `January` and `Month` are words, `Jan` and `Mon` followed by a small letter are not meant.
      let isAbbreviation = element == .month || element == .weekday
      if isAbbreviation, let next = text.dropFirst(count).first, 0x61...0x7A ~= next { return nil }
      return (element, 0, count)
    }
    return nil
  }

  /// What may start with a byte, the longest first.
  private static func candidates(_ first: UInt8) -> [(String, TimeElement)] {
    switch first {
    case UInt8(ascii: "J"): [("January", .longMonth), ("Jan", .month)]
    case UInt8(ascii: "M"): [("Monday", .longWeekday), ("Mon", .weekday), ("MST", .zoneName)]
    case UInt8(ascii: "0"):
      [
        ("01", .paddedMonth), ("02", .paddedDay), ("03", .paddedHour12), ("04", .paddedMinute), ("05", .paddedSecond),
        ("06", .year), ("002", .paddedYearDay),
      ]
    case UInt8(ascii: "1"): [("15", .hour), ("1", .numericMonth)]
    case UInt8(ascii: "2"): [("2006", .longYear), ("2", .day)]
    case UInt8(ascii: "_"): [("_2", .blankPaddedDay), ("__2", .blankPaddedYearDay)]
    case UInt8(ascii: "3"): [("3", .hour12)]
    case UInt8(ascii: "4"): [("4", .minute)]
    case UInt8(ascii: "5"): [("5", .second)]
    case UInt8(ascii: "P"): [("PM", .upperHalf)]
    case UInt8(ascii: "p"): [("pm", .lowerHalf)]
    case UInt8(ascii: "-"): offsets.map { ("-" + $0.spelling, .offset($0.style, isZulu: false)) }
    case UInt8(ascii: "Z"): offsets.map { ("Z" + $0.spelling, .offset($0.style, isZulu: true)) }
    default: []
    }
  }

  private static let offsets: [(spelling: String, style: TimeElement.OffsetStyle)] = [
    ("070000", .seconds), ("07:00:00", .colonSeconds), ("0700", .plain), ("07:00", .colon), ("07", .short),
  ]

  /// `.000` or `,999`; the digits must end there.
  private static func fraction(
    _ text: ArraySlice<UInt8>, _ separator: UInt8
  ) -> (element: TimeElement, start: Int, count: Int)? {
    guard let digit = text.dropFirst().first, digit == 0x30 || digit == 0x39 else { return nil }
    let digits = text.dropFirst().prefix { $0 == digit }.count
    if let next = text.dropFirst(1 + digits).first, 0x30...0x39 ~= next { return nil }
    return (.fraction(digits: digits, trims: digit == 0x39, separator: separator), 0, 1 + digits)
  }
}
