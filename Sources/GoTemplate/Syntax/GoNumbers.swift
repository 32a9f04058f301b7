/// Numbers in text as Go's `strconv` reads them.
enum GoNumbers {
  /// `ParseUint(text, base, 64)`; base 0 goes by the prefix (`0x`, `0o`, `0b`, `0`) and allows `_`.
  static func parseUnsigned(_ text: String, base: Int) -> UInt64? {
    var digits = Array(text.utf8)
    var radix = base
    if base == 0 {
      guard underscoresAreFine(digits) else { return nil }
      radix = 10
      if digits.first == UInt8(ascii: "0") {
        switch digits.count > 2 ? digits[1] | 0x20 : 0 {
        case UInt8(ascii: "x"): radix = 16
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "b"): radix = 2
        default: radix = 0
        }
        if radix == 0 { radix = 8 } else { digits.removeFirst(2) }
      }
      digits.removeAll { $0 == UInt8(ascii: "_") }
    }
    guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
    return UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
  }

  /// `ParseInt(text, base, 64)`; `nil` also when it does not fit.
  static func parseSigned(_ text: String, base: Int) -> Int64? {
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let hasSign = isNegative || text.utf8.first == UInt8(ascii: "+")
    guard let value = parseUnsigned(hasSign ? String(text.dropFirst()) : text, base: base) else { return nil }
    if isNegative { return value <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- value) : nil }
    return Int64(exactly: value)
  }

  /// What `ParseInt(text, 10, 64)` gives beside its error: the nearest number that fits, or zero.
  static func parseClamped(_ text: String) -> Int64 {
    if let value = parseSigned(text, base: 10) { return value }
    let digits = text.utf8.first.map { $0 == 0x2B || $0 == 0x2D } == true ? text.utf8.dropFirst() : text.utf8[...]
    guard !digits.isEmpty, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else { return 0 }
    return text.hasPrefix("-") ? .min : .max
  }

  /// `ParseFloat(text, 64)`; `nil` also when it overflows.
  static func parseFloat(_ text: String) -> Double? {
    var bytes = Array(text.utf8)
    let lower = text.lowercased()
    switch lower.hasPrefix("+") || lower.hasPrefix("-") ? String(lower.dropFirst()) : lower {
    case "inf", "infinity": return lower.hasPrefix("-") ? -.infinity : .infinity
    case "nan": return lower == "nan" ? .nan : nil
    default: break
    }
    if bytes.contains(UInt8(ascii: "_")) {
      // Underscores only go with a base prefix.
      let body = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? bytes.dropFirst() : bytes[...]
      guard body.starts(with: "0x".utf8) || body.starts(with: "0X".utf8), underscoresAreFine(bytes) else { return nil }
      bytes.removeAll { $0 == UInt8(ascii: "_") }
    }
    guard bytes.allSatisfy({ isFloatByte($0) }), bytes.contains(where: { 0x30...0x39 ~= $0 || $0 | 0x20 >= 0x61 })
    else { return nil }
    let isHex = bytes.contains { $0 | 0x20 == UInt8(ascii: "x") }
    if isHex, !bytes.contains(where: { $0 | 0x20 == UInt8(ascii: "p") }) { return nil }
    var spelled = String(decoding: bytes, as: UTF8.self)
    // Swift wants a digit on both sides of the point.
    if !isHex {
      if spelled.hasPrefix(".") { spelled = "0" + spelled }
      spelled = spelled.replacingFirst("-.", with: "-0.").replacingFirst("+.", with: "+0.")
      if spelled.hasSuffix(".") { spelled += "0" }
      spelled = spelled.replacingFirst(".e", with: ".0e").replacingFirst(".E", with: ".0e")
    }
    guard let value = Double(spelled), value.isFinite else { return nil }
    return value
  }

  private static func isFloatByte(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x61...0x66 ~= byte | 0x20 || "+-.xXpP".utf8.contains(byte)
  }

  /// Go's rule: underscores stand between digits, or between a base prefix and a digit.
  private static func underscoresAreFine(_ text: [UInt8]) -> Bool {
    guard text.contains(UInt8(ascii: "_")) else { return true }
    var index = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? 1 : 0
    // What was before: `^` the start, `0` a digit or prefix, `_` an underscore, `!` something else.
    var previous: Character = "^"
    var isHex = false
    if text.count >= index + 2, text[index] == 0x30, "bBoOxX".utf8.contains(text[index + 1]) {
      isHex = text[index + 1] | 0x20 == UInt8(ascii: "x")
      index += 2
      previous = "0"
    }
    for byte in text[index...] {
      if 0x30...0x39 ~= byte || (isHex && 0x61...0x66 ~= byte | 0x20) {
        previous = "0"
      } else if byte == UInt8(ascii: "_") {
        if previous != "0" { return false }
        previous = "_"
      } else {
        if previous == "_" { return false }
        previous = "!"
      }
    }
    return previous != "_"
  }
}

extension String {
  /// The text with the first occurrence of a short ASCII piece replaced.
  fileprivate func replacingFirst(_ piece: String, with replacement: String) -> String {
    let wanted = Array(piece.utf8)
    let bytes = Array(utf8)
    guard bytes.count >= wanted.count else { return self }
    for start in 0...(bytes.count - wanted.count) where bytes[start..<start + wanted.count].elementsEqual(wanted) {
      let parts = bytes[..<start] + Array(replacement.utf8) + bytes[(start + wanted.count)...]
      return String(decoding: parts, as: UTF8.self)
    }
    return self
  }
}
