extension Double {
  /// The shortest decimal that reads back as the same double, in the form of the reference
  /// implementation (C's `%g`): an exponent below 1e-4 and from 1e6 on.
  var celText: String {
    if isNaN { return "NaN" }
    if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
    if self == 0 { return sign == .minus ? "-0" : "0" }
    let (digits, exponent) = magnitude.shortestDigits
    let text =
      exponent < -4 || exponent >= 6
      ? Double.scientific(digits, exponent) : Double.positional(digits, exponent)
    return self < 0 ? "-" + text : text
  }

  /// The same digits without an exponent, as `format` writes them.
  var celDecimalText: String {
    if isNaN { return "NaN" }
    if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
    if self == 0 { return sign == .minus ? "-0" : "0" }
    let (digits, exponent) = magnitude.shortestDigits
    return (self < 0 ? "-" : "") + Double.positional(digits, exponent)
  }

  /// The significant digits d.ddd and the power of ten that goes with them.
  private var shortestDigits: (digits: [UInt8], exponent: Int) {
    let text = description.utf8
    var digits: [UInt8] = []
    var exponent = 0
    var pointAt: Int?
    var index = text.startIndex
    while index < text.endIndex, text[index] | 0x20 != UInt8(ascii: "e") {
      if text[index] == UInt8(ascii: ".") { pointAt = digits.count } else { digits.append(text[index]) }
      index = text.index(after: index)
    }
    if index < text.endIndex {
      exponent = Int(String(decoding: text[text.index(after: index)...], as: UTF8.self)) ?? 0
    }
    exponent += (pointAt ?? digits.count) - 1
    let zeros = digits.prefix { $0 == 0x30 }.count
    digits.removeFirst(zeros)
    while digits.last == 0x30 { digits.removeLast() }
    return (digits, exponent - zeros)
  }

  private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    let mantissa = digits.count > 1 ? "\(text.prefix(1)).\(text.dropFirst())" : text
    let power = String(exponent.magnitude)
    return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(power.utf8.count < 2 ? "0" : "")\(power)"
  }

  private static func positional(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    let whole = exponent + 1
    if whole >= digits.count { return text + String(repeating: "0", count: whole - digits.count) }
    return "\(text.prefix(whole)).\(text.dropFirst(whole))"
  }
}
