/// A decimal number, exactly: bounds of schemas are compared digit by digit, not rounded.
struct Decimal: Sendable, Hashable {
  /// Significant digits without zeros at either end; none for zero.
  private(set) var digits: [UInt8] = []
  /// The value is `0.digits` times ten to this power.
  private(set) var exponent = 0
  private(set) var isNegative = false

  private static let exponentLimit = 1_000_000

  /// A number in JSON's notation.
  init?(_ text: String) {
    var bytes = Array(text.utf8)[...]
    if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") {
      isNegative = bytes.removeFirst() == UInt8(ascii: "-")
    }
    var whole = 0
    var hasPoint = false
    while let byte = bytes.first {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(byte - UInt8(ascii: "0"))
        if !hasPoint { whole += 1 }
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        let power = bytes.dropFirst()
        guard let parsed = Self.power(power) else { return nil }
        exponent = parsed
        bytes = [][...]
        continue
      default: return nil
      }
      bytes.removeFirst()
    }
    guard !digits.isEmpty else { return nil }
    exponent += whole
    normalize()
  }

  private static func power(_ text: ArraySlice<UInt8>) -> Int? {
    let string = String(decoding: text, as: UTF8.self)
    guard let value = Int(string) else { return nil }
    return min(max(value, -exponentLimit), exponentLimit)
  }

  private mutating func normalize() {
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent -= zeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { (exponent, isNegative) = (0, false) }
  }

  var isZero: Bool { digits.isEmpty }
  var isInteger: Bool { digits.count <= exponent || isZero }
  var digitText: String { String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self) }

  /// The number in exponential notation.
  var text: String { isZero ? "0" : (isNegative ? "-" : "") + "0.\(digitText)e\(exponent)" }

  /// The value when it is a whole number of moderate size.
  var int: Int? {
    guard isInteger, exponent <= 18 else { return nil }
    var value = 0
    for index in 0..<max(0, exponent) { value = value * 10 + Int(index < digits.count ? digits[index] : 0) }
    return isNegative ? -value : value
  }

  /// Whether this number is a whole multiple of another; exact up to divisors of 18 digits.
  func isMultiple(of other: Decimal) -> Bool {
    if isZero { return true }
    guard !other.isZero else { return false }
    // Both as whole numbers times a power of ten.
    let shift = (exponent - digits.count) - (other.exponent - other.digits.count)
    guard shift >= 0 else { return false }
    guard other.digits.count <= 18, let divisor = UInt64(other.digitText), divisor > 0 else { return self == other }
    var remainder: UInt64 = 0
    for digit in digits { remainder = Self.step(remainder, UInt64(digit), divisor) }
    for _ in 0..<min(shift, Self.exponentLimit) {
      if remainder == 0 { return true }
      remainder = Self.step(remainder, 0, divisor)
    }
    return remainder == 0
  }

  private static func step(_ remainder: UInt64, _ digit: UInt64, _ divisor: UInt64) -> UInt64 {
    let product = remainder.multipliedFullWidth(by: 10)
    let (low, overflow) = product.low.addingReportingOverflow(digit)
    return divisor.dividingFullWidth((product.high + (overflow ? 1 : 0), low)).remainder
  }
}

extension Decimal: Comparable {
  static func < (left: Decimal, right: Decimal) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.hasSmallerMagnitude(than: left) : left.hasSmallerMagnitude(than: right)
  }

  private func hasSmallerMagnitude(than other: Decimal) -> Bool {
    if isZero || other.isZero { return isZero && !other.isZero }
    if exponent != other.exponent { return exponent < other.exponent }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}
