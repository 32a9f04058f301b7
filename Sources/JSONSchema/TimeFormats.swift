import GoQuoting

/// Dates, times and durations (RFC 3339).
enum TimeFormats {
  static func date(_ text: String) -> String? {
    let quoted = GoQuote.double(text)
    var rest = Substring(text)
    func unreadable(_ element: String) -> String {
      let part = GoQuote.double(String(rest))
      return "parsing time \(quoted) as \"2006-01-02\": cannot parse \(part) as \"\(element)\""
    }
    guard let year = number(&rest, 4) else { return unreadable("2006") }
    guard rest.first == "-" else { return unreadable("-") }
    rest = rest.dropFirst()
    guard let month = number(&rest, 2) else { return unreadable("01") }
    guard (1...12).contains(month) else { return "parsing time \(quoted): month out of range" }
    guard rest.first == "-" else { return unreadable("-") }
    rest = rest.dropFirst()
    guard let day = number(&rest, 2) else { return unreadable("02") }
    if !rest.isEmpty { return "parsing time \(quoted): extra text: \(GoQuote.double(String(rest)))" }
    return (1...days(month, year)).contains(day) ? nil : "parsing time \(quoted): day out of range"
  }

  private static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    default: 31
    }
  }

  /// Takes exactly so many digits.
  private static func number(_ text: inout Substring, _ count: Int) -> Int? {
    let digits = text.prefix(count)
    guard digits.utf8.count == count, digits.unicodeScalars.allSatisfy(Format.isDigit) else { return nil }
    text = text.dropFirst(count)
    return Int(digits)
  }

  static func time(_ text: String) -> String? {
    var rest = Substring(text)
    if text.utf8.count < 9 { return "less than 9 characters long" }
    let bytes = Array(text.utf8)
    guard bytes[2] == UInt8(ascii: ":"), bytes[5] == UInt8(ascii: ":") else { return "missing colon in correct place" }
    guard let hour = number(&rest, 2), rest.popFirst() != nil, let minute = number(&rest, 2), rest.popFirst() != nil,
      let second = number(&rest, 2)
    else { return "invalid hour/min/sec" }
    if hour > 23 || minute > 59 || second > 60 { return "hour/min/sec out of range" }
    if rest.first == "." {
      rest = rest.dropFirst()
      let digits = rest.unicodeScalars.prefix(while: Format.isDigit)
      if digits.isEmpty { return "no digits in second fraction" }
      rest = rest[digits.endIndex...]
    }
    var minutes = hour * 60 + minute
    if rest != "z", rest != "Z" {
      switch offset(rest) {
      case .failure(let problem): return problem.reason
      case .success(let offset): minutes = (minutes - offset + 1440) % 1440
      }
    }
    return second == 60 && minutes != 1439 ? "invalid leap second" : nil
  }

  private struct Problem: Error { let reason: String }

  /// Minutes that a place is ahead of Greenwich.
  private static func offset(_ text: Substring) -> Result<Int, Problem> {
    guard text.utf8.count == 6 else { return .failure(Problem(reason: "offset must be 6 characters long")) }
    var rest = text.dropFirst()
    guard text.first == "+" || text.first == "-" else {
      return .failure(Problem(reason: "offset must begin with plus/minus"))
    }
    guard Array(rest.utf8).dropFirst(2).first == UInt8(ascii: ":") else {
      return .failure(Problem(reason: "missing colon in offset in correct place"))
    }
    guard let hour = number(&rest, 2), rest.popFirst() != nil, let minute = number(&rest, 2) else {
      return .failure(Problem(reason: "invalid hour/min in offset"))
    }
    if hour > 23 || minute > 59 { return .failure(Problem(reason: "hour/min in offset out of range")) }
    return .success((hour * 60 + minute) * (text.first == "+" ? 1 : -1))
  }

  static func dateTime(_ text: String) -> String? {
    if text.utf8.count < 20 { return "less than 20 characters long" }
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > 10, scalars[10] == "t" || scalars[10] == "T" else { return "11th character must be t or T" }
    func part(_ range: ArraySlice<Unicode.Scalar>) -> String {
      var result = ""
      result.unicodeScalars.append(contentsOf: range)
      return result
    }
    if let reason = date(part(scalars[..<10])) { return "invalid date element: \(reason)" }
    return time(part(scalars[11...])).map { "invalid time element: \($0)" }
  }

  static func duration(_ text: String) -> String? {
    guard text.hasPrefix("P") else { return "must start with P" }
    let body = text.dropFirst()
    if body.isEmpty { return "nothing after P" }
    if body.hasSuffix("W") {
      let weeks = body.dropLast()
      if weeks.isEmpty { return "no number in week" }
      return weeks.unicodeScalars.allSatisfy(Format.isDigit) ? nil : "invalid week"
    }
    let all = ["YMD", "HMS"]
    for (index, part) in Format.parts(String(body), "T").enumerated() {
      if index > 0, part.isEmpty { return "no time elements" }
      guard index < all.count else { return "more than one T" }
      if let reason = elements(part, all[index]) { return reason }
    }
    return nil
  }

  private static func elements(_ text: String, _ all: String) -> String? {
    var units = Substring(all)
    var rest = Substring(text)
    while !rest.isEmpty {
      let digits = rest.unicodeScalars.prefix(while: Format.isDigit)
      if digits.isEmpty { return "missing number" }
      rest = rest[digits.endIndex...]
      guard let unit = rest.first else { return "missing unit" }
      guard let place = units.firstIndex(of: unit) else {
        let name = MessageText.quoted(String(unit))
        return all.contains(unit) ? "unit \(name) out of order" : "invalid unit \(name)"
      }
      units = units[units.index(after: place)...]
      rest = rest.dropFirst()
    }
    return nil
  }

  /// Two times, or a time and a duration.
  static func period(_ text: String) -> String? {
    guard let slash = text.firstIndex(of: "/") else { return "missing slash" }
    let start = String(text[..<slash])
    let end = String(text[text.index(after: slash)...])
    if start.hasPrefix("P") {
      if let reason = duration(start) { return "invalid start duration: \(reason)" }
      return dateTime(end).map { "invalid end date-time: \($0)" }
    }
    if let reason = dateTime(start) { return "invalid start date-time: \(reason)" }
    if end.hasPrefix("P") { return duration(end).map { "invalid end duration: \($0)" } }
    return dateTime(end).map { "invalid end date-time: \($0)" }
  }
}
