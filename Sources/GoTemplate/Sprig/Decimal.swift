/// A decimal number of any length: `digits` times ten to the power of `exponent`. Charts add prices and shares with
/// it, so it is short rather than fast.
struct Decimal {
  private var isNegative = false
  /// The most significant first, without zeros in front.
  private var digits: [UInt8] = []
  private var exponent = 0

  /// More digits than any chart calculates with.
  private static let maximumDigits = 4096
  /// The places behind the point of a quotient.
  private static let divisionPlaces = 16

  /// The shortest decimal that reads back as this double.
  init(_ value: Double) throws(TemplateError) {
    guard value.isFinite else { throw TemplateError("Cannot create a Decimal from \(FloatText.general(value))") }
    isNegative = value < 0
    for byte in FloatText.format(value.magnitude, "e", -1).utf8 {
      if byte == UInt8(ascii: "e") { break }
      if 0x30...0x39 ~= byte { digits.append(byte - 0x30) }
    }
    let text = FloatText.format(value.magnitude, "e", -1)
    let power = text.split(separator: "e").last.flatMap { Int($0) } ?? 0
    exponent = power - (digits.count - 1)
    trim()
  }

  private init(isNegative: Bool, digits: [UInt8], exponent: Int) throws(TemplateError) {
    self.isNegative = isNegative
    self.digits = digits
    self.exponent = exponent
    trim()
    if self.digits.count > Decimal.maximumDigits {
      throw TemplateError(.limit, "limit exceeded: a number of more than \(Decimal.maximumDigits) digits")
    }
  }

  private mutating func trim() {
    digits = Array(digits.drop { $0 == 0 })
    if digits.isEmpty { (isNegative, exponent) = (false, 0) }
  }

  var double: Double {
    let text = digits.isEmpty ? "0" : String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    return Double("\(isNegative ? "-" : "")\(text)e\(exponent)") ?? 0
  }

  // MARK: Operations

  static func adding(_ left: Decimal, _ right: Decimal) throws(TemplateError) -> Decimal {
    let exponent = min(left.exponent, right.exponent)
    let a = try left.scaled(to: exponent)
    let b = try right.scaled(to: exponent)
    if left.isNegative == right.isNegative {
      return try Decimal(isNegative: left.isNegative, digits: sum(a, b), exponent: exponent)
    }
    let isSmaller = compare(a, b) < 0
    return try Decimal(
      isNegative: isSmaller ? right.isNegative : left.isNegative,
      digits: isSmaller ? difference(b, a) : difference(a, b), exponent: exponent)
  }

  static func subtracting(_ left: Decimal, _ right: Decimal) throws(TemplateError) -> Decimal {
    var negated = right
    negated.isNegative.toggle()
    return try adding(left, negated)
  }

  static func multiplying(_ left: Decimal, _ right: Decimal) throws(TemplateError) -> Decimal {
    var result = [Int](repeating: 0, count: left.digits.count + right.digits.count)
    for (i, a) in left.digits.reversed().enumerated() {
      for (j, b) in right.digits.reversed().enumerated() { result[i + j] += Int(a) * Int(b) }
    }
    var carry = 0
    var digits: [UInt8] = []
    for value in result {
      carry += value
      digits.append(UInt8(carry % 10))
      carry /= 10
    }
    return try Decimal(
      isNegative: left.isNegative != right.isNegative, digits: digits.reversed(),
      exponent: left.exponent + right.exponent)
  }

  /// Rounded half away from zero behind 16 places.
  static func dividing(_ left: Decimal, _ right: Decimal) throws(TemplateError) -> Decimal {
    if right.digits.isEmpty { throw TemplateError("decimal division by 0") }
    // One place more than asked for, and then round.
    let shift = left.exponent - right.exponent + divisionPlaces + 1
    guard abs(shift) <= maximumDigits else {
      throw TemplateError(.limit, "limit exceeded: a number of more than \(maximumDigits) digits")
    }
    var dividend = left.digits
    var divisor = right.digits
    if shift >= 0 {
      dividend += [UInt8](repeating: 0, count: shift)
    } else {
      divisor += [UInt8](repeating: 0, count: -shift)
    }
    var quotient: [UInt8] = []
    var remainder: [UInt8] = []
    for digit in dividend {
      remainder = Array((remainder + [digit]).drop { $0 == 0 })
      var count: UInt8 = 0
      while compare(remainder, divisor) >= 0 {
        remainder = Array(difference(remainder, divisor).drop { $0 == 0 })
        count += 1
      }
      quotient.append(count)
    }
    let last = quotient.popLast() ?? 0
    if last >= 5 { quotient = sum(quotient, [1]) }
    return try Decimal(
      isNegative: left.isNegative != right.isNegative, digits: quotient, exponent: -divisionPlaces)
  }

  // MARK: Digits

  private func scaled(to lower: Int) throws(TemplateError) -> [UInt8] {
    let zeros = digits.isEmpty ? 0 : exponent - lower
    guard zeros <= Decimal.maximumDigits else {
      throw TemplateError(.limit, "limit exceeded: a number of more than \(Decimal.maximumDigits) digits")
    }
    return digits + [UInt8](repeating: 0, count: zeros)
  }

  private static func compare(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.count != b.count { return a.count - b.count }
    return a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
  }

  private static func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var carry: UInt8 = 0
    for index in 0..<max(a.count, b.count) {
      carry += index < a.count ? a[a.count - 1 - index] : 0
      carry += index < b.count ? b[b.count - 1 - index] : 0
      result.append(carry % 10)
      carry /= 10
    }
    if carry > 0 { result.append(carry) }
    return result.reversed()
  }

  /// `a` must not be less than `b`.
  private static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var borrow = 0
    for index in 0..<a.count {
      var value = Int(a[a.count - 1 - index]) - borrow - (index < b.count ? Int(b[b.count - 1 - index]) : 0)
      borrow = value < 0 ? 1 : 0
      if value < 0 { value += 10 }
      result.append(UInt8(truncatingIfNeeded: value))
    }
    return result.reversed().drop { $0 == 0 } + []
  }
}
