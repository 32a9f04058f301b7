/// Reads versions and constraints byte by byte.
struct Scanner {
  let bytes: [UInt8]
  var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position >= bytes.count }
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  /// True when at least one blank was skipped. The set is that of `\s` in Go's regular expressions.
  mutating func skipBlanks() -> Bool {
    let start = position
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D {
      position += 1
    }
    return position > start
  }

  mutating func take(while accept: (UInt8) -> Bool) -> String {
    let start = position
    while let byte = current, accept(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// One to `limit` numbers with dots between them.
  mutating func numbers(upTo limit: Int, in text: String) throws(SemVerError) -> [UInt64] {
    var found: [UInt64] = []
    repeat {
      let digits = take { Self.isDigit($0) }
      guard !digits.isEmpty else { throw .malformed(text) }
      guard let value = UInt64(digits) else { throw .numberTooLarge(text) }
      found.append(value)
    } while found.count < limit && skip(UInt8(ascii: "."))
    return found
  }

  /// How many numbers without leading zeros stand at the front, with dots between them.
  mutating func plainNumbers() -> Int {
    var count = 0
    repeat {
      let digits = take { Self.isDigit($0) }
      if digits.isEmpty || (digits.utf8.count > 1 && digits.utf8.first == UInt8(ascii: "0")) { return 0 }
      count += 1
    } while count < 3 && skip(UInt8(ascii: "."))
    return count
  }

  /// The dot-separated, non-empty identifiers after `mark`, or nothing when the mark is not next.
  mutating func suffix(after mark: UInt8, in text: String) throws(SemVerError) -> String {
    guard skip(mark) else { return "" }
    let found = take { Self.isIdentifier($0) || $0 == UInt8(ascii: ".") }
    let parts = found.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty }) else { throw .malformed(text) }
    return found
  }

  static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  static func isIdentifier(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "-") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  static func number(_ text: Substring.UTF8View) -> UInt64? {
    guard text.allSatisfy(isDigit) else { return nil }
    return UInt64(Substring(text))
  }
}
