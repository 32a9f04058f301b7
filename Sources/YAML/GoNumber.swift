/// Reading and writing numbers the way Go's `strconv` does, because the text of a number is part of what is printed.
package enum GoNumber {
  /// A 64-bit integer, signed or unsigned, with Go's base prefixes (`0x`, `0o`, `0b`, and a leading `0` for octal).
  package enum Integer: Hashable, Sendable {
    case signed(Int64)
    case unsigned(UInt64)

    package var text: String {
      switch self {
      case .signed(let value): String(value)
      case .unsigned(let value): String(value)
      }
    }
  }

  /// The integer that a text without underscores stands for; `nil` when it is none or does not fit 64 bits.
  package static func integer(_ text: [UInt8]) -> Integer? {
    var index = 0
    var negative = false
    var signed = false
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      negative = first == UInt8(ascii: "-")
      signed = true
      index = 1
    }
    let (base, start) = baseOf(text, from: index)
    guard start < text.count, let magnitude = magnitude(text, from: start, base: base) else { return nil }
    if negative {
      return magnitude <= UInt64(Int64.max) + 1 ? .signed(Int64(truncatingIfNeeded: 0 &- magnitude)) : nil
    }
    if let value = Int64(exactly: magnitude) { return .signed(value) }
    return signed ? nil : .unsigned(magnitude)
  }

  private static func baseOf(_ text: [UInt8], from index: Int) -> (base: UInt64, start: Int) {
    guard index + 1 < text.count, text[index] == UInt8(ascii: "0") else { return (10, index) }
    return switch text[index + 1] {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): (16, index + 2)
    case UInt8(ascii: "o"), UInt8(ascii: "O"): (8, index + 2)
    case UInt8(ascii: "b"), UInt8(ascii: "B"): (2, index + 2)
    default: (8, index + 1)
    }
  }

  private static func magnitude(_ text: [UInt8], from start: Int, base: UInt64) -> UInt64? {
    var value: UInt64 = 0
    for byte in text[start...] {
      guard let digit = digit(byte), digit < base else { return nil }
      let (shifted, overflow) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = shifted.addingReportingOverflow(digit)
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }

  /// Whether a text has the form `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
  static func isDecimalFloat(_ text: [UInt8]) -> Bool {
    var index = 0
    func skipDigits() -> Int {
      let start = index
      while index < text.count, ScalarResolver.isDigit(text[index]) { index += 1 }
      return index - start
    }
    func skip(_ bytes: UInt8...) -> Bool {
      guard index < text.count, bytes.contains(text[index]) else { return false }
      index += 1
      return true
    }
    _ = skip(UInt8(ascii: "-"), UInt8(ascii: "+"))
    let whole = skipDigits()
    let hasPoint = skip(UInt8(ascii: "."))
    let fraction = hasPoint ? skipDigits() : 0
    guard whole > 0 || fraction > 0 else { return false }
    if skip(UInt8(ascii: "e"), UInt8(ascii: "E")) {
      _ = skip(UInt8(ascii: "-"), UInt8(ascii: "+"))
      guard skipDigits() > 0 else { return false }
    }
    return index == text.count
  }

  /// The finite value of a decimal number; `nil` when it is none or too large.
  package static func double(_ text: String) -> Double? {
    guard isDecimalFloat(Array(text.utf8)) else { return nil }
    // Swift wants digits on both sides of the point.
    var normal = text.hasPrefix("+") ? String(text.dropFirst()) : text
    if normal.hasPrefix(".") { normal = "0" + normal }
    if normal.hasPrefix("-.") { normal = "-0" + normal.dropFirst() }
    guard let value = Double(normal.hasSuffix(".") ? normal + "0" : normal), value.isFinite else { return nil }
    return value
  }

  /// A number as Go writes it with the verb `g` and the shortest precision.
  package static func shortest(_ value: Double) -> String {
    let (digits, exponent) = decimal(value.magnitude)
    let sign = value.sign == .minus ? "-" : ""
    return sign + (exponent < -4 || exponent >= 6 ? scientific(digits, exponent) : positional(digits, exponent))
  }

  /// A number as Go's JSON encoder writes it, without an exponent.
  static func plain(_ value: Double) -> String {
    let (digits, exponent) = decimal(value.magnitude)
    return (value.sign == .minus ? "-" : "") + positional(digits, exponent)
  }

  /// The shortest digits that identify a value, and the exponent of the first one.
  private static func decimal(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    guard value != 0 else { return ([UInt8(ascii: "0")], 0) }
    var digits: [UInt8] = []
    var pointAt: Int?
    var exponent = 0
    let text = "\(value)"
    let parts = text.split(separator: "e", maxSplits: 1)
    if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
    for byte in (parts.first ?? "").utf8 {
      if byte == UInt8(ascii: ".") { pointAt = digits.count } else { digits.append(byte) }
    }
    exponent += (pointAt ?? digits.count) - 1
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }

  private static func positional(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    if digits.count <= exponent + 1 { return text + String(repeating: "0", count: exponent + 1 - digits.count) }
    return text.prefix(exponent + 1) + "." + text.dropFirst(exponent + 1)
  }

  private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    let mantissa = digits.count > 1 ? text.prefix(1) + "." + text.dropFirst() : text
    let magnitude = String(abs(exponent))
    return mantissa + (exponent < 0 ? "e-" : "e+") + (magnitude.count < 2 ? "0" + magnitude : magnitude)
  }
}
