/// Recognises the timestamps of YAML 1.1 in the forms that Go's YAML library knows. They are read as strings, but a
/// string of this form is quoted when written.
enum Timestamp {
  /// Whether a text is `2006-1-2`, `2006-1-2 15:4:5.9` or `2006-1-2T15:4:5.9Z07:00`.
  static func matches(_ text: [UInt8]) -> Bool {
    guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return false }
    var cursor = Cursor(text: text)
    guard let year = cursor.number(4...4), cursor.take(UInt8(ascii: "-")),
      let month = cursor.number(1...2), (1...12).contains(month), cursor.take(UInt8(ascii: "-")),
      let day = cursor.number(1...2), day >= 1, day <= days(in: month, of: year)
    else { return false }
    if cursor.isAtEnd { return true }
    if cursor.take(UInt8(ascii: " ")) { return cursor.time() && cursor.isAtEnd }
    guard cursor.take(UInt8(ascii: "T")) || cursor.take(UInt8(ascii: "t")) else { return false }
    return cursor.time() && cursor.zone() && cursor.isAtEnd
  }

  /// The timestamp as Go's JSON encoder writes times: RFC 3339, in UTC where no zone is given, without trailing zeros.
  static func rfc3339(_ text: [UInt8]) -> String? {
    guard matches(text) else { return nil }
    var cursor = Cursor(text: text)
    func padded(_ value: Int?) -> String { (value ?? 0) < 10 ? "0\(value ?? 0)" : "\(value ?? 0)" }
    let year = String(decoding: text[..<4], as: UTF8.self)
    cursor.index = 5
    var result = year + "-" + padded(cursor.number(1...2))
    cursor.index += 1
    result += "-" + padded(cursor.number(1...2)) + "T"
    guard !cursor.isAtEnd else { return result + "00:00:00Z" }
    for separator in ["", ":", ":"] {
      cursor.index += 1
      result += separator + padded(cursor.number(1...2))
    }
    if cursor.take(UInt8(ascii: ".")) || cursor.take(UInt8(ascii: ",")) {
      var digits = text[cursor.index...].prefix { ScalarResolver.isDigit($0) }
      cursor.index += digits.count
      while digits.last == UInt8(ascii: "0") { digits.removeLast() }
      if !digits.isEmpty { result += "." + String(decoding: digits, as: UTF8.self) }
    }
    let zone = String(decoding: text[cursor.index...], as: UTF8.self)
    return result + (zone.isEmpty || zone == "+00:00" ? "Z" : zone)
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private struct Cursor {
    let text: [UInt8]
    var index = 0

    var isAtEnd: Bool { index == text.count }

    mutating func take(_ byte: UInt8) -> Bool {
      guard index < text.count, text[index] == byte else { return false }
      index += 1
      return true
    }

    mutating func number(_ width: ClosedRange<Int>) -> Int? {
      var value = 0
      var count = 0
      while count < width.upperBound, index < text.count, ScalarResolver.isDigit(text[index]) {
        value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
        index += 1
        count += 1
      }
      return count >= width.lowerBound ? value : nil
    }

    mutating func time() -> Bool {
      guard let hour = number(1...2), hour < 24, take(UInt8(ascii: ":")),
        let minute = number(1...2), minute < 60, take(UInt8(ascii: ":")),
        let second = number(1...2), second < 60
      else { return false }
      guard take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) else { return true }
      return number(1...9) != nil
    }

    mutating func zone() -> Bool {
      if take(UInt8(ascii: "Z")) { return true }
      guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")) else { return false }
      return number(2...2) != nil && take(UInt8(ascii: ":")) && number(2...2) != nil
    }
  }
}
