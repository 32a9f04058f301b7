import Glibc

/// Floating-point numbers as Go's `strconv.FormatFloat` writes them.
enum FloatText {
  /// `%v`: the shortest text that reads back as the same number; with an exponent below 1e-4 and from 1e6 on, or
  /// from 1e21 on when all digits are significant.
  static func general(_ value: Double) -> String { format(value, "g", -1) }

  /// As `encoding/json` writes numbers: an exponent only below 1e-6 and from 1e21 on.
  static func json(_ value: Double) -> String {
    let magnitude = abs(value)
    guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else { return format(value, "f", -1) }
    var text = Array(format(value, "e", -1).utf8)
    // e-09 is written e-9.
    let count = text.count
    if count >= 4, text[count - 4] == UInt8(ascii: "e"), text[count - 3] == UInt8(ascii: "-"),
      text[count - 2] == UInt8(ascii: "0")
    {
      text.remove(at: count - 2)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// - Parameters:
  ///   - verb: `e`, `E`, `f`, `g` or `G`.
  ///   - precision: digits behind the point, or significant ones for `g`; -1 for the fewest that are exact.
  static func format(_ value: Double, _ verb: Character, _ precision: Int) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    let sign = value.sign == .minus ? "-" : ""
    let digits =
      precision < 0 ? shortest(value.magnitude) : rounded(value.magnitude, verb, precision)
    let isUpper = verb == "E" || verb == "G"
    switch verb {
    case "e", "E":
      return sign + scientific(digits, precision < 0 ? max(digits.bytes.count - 1, 0) : precision, isUpper)
    case "f", "F":
      return sign + positional(digits, precision < 0 ? max(digits.bytes.count - digits.point, 0) : precision)
    default:
      var limit = precision < 0 ? 6 : (precision == 0 ? 1 : precision)
      if precision >= 0, limit > digits.bytes.count, digits.bytes.count >= digits.point {
        limit = digits.bytes.count
      }
      let exponent = digits.point - 1
      if exponent < -4 || exponent >= limit {
        return sign + scientific(digits, max(digits.bytes.count - 1, 0), isUpper)
      }
      return sign + positional(digits, max(digits.bytes.count - digits.point, 0))
    }
  }

  /// `%b`: the mantissa as a whole number and the power of two: `4503599627370496p-52`.
  static func binary(_ value: Double) -> String {
    let bits = value.bitPattern
    let fraction = bits & ((1 << 52) - 1)
    let exponent = Int(bits >> 52 & 0x7FF)
    let power = max(exponent, 1) - 1075
    return "\(exponent == 0 ? fraction : fraction | 1 << 52)p\(power < 0 ? "-" : "+")\(abs(power))"
  }

  /// `%x`: `0x1.8p+00`.
  ///
  /// - Parameter precision: digits behind the point; -1 for as many as there are.
  static func hexadecimal(_ value: Double, _ precision: Int, isUpper: Bool) -> String {
    var exponent = value == 0 ? 0 : Int(value.exponent)
    // One digit before the point, thirteen behind it.
    var mantissa = value == 0 ? 0 : value.significand.bitPattern & ((1 << 52) - 1) | 1 << 52
    if precision >= 0, precision < 13 {
      let cut = UInt64(52 - precision * 4)
      let rest = mantissa & ((1 << cut) - 1)
      let half: UInt64 = 1 << (cut - 1)
      mantissa >>= cut
      if rest > half || (rest == half && mantissa & 1 == 1) { mantissa += 1 }
      mantissa <<= cut
      if mantissa >> 53 == 1 {
        mantissa >>= 1
        exponent += 1
      }
    }
    let digits = String(mantissa & ((1 << 52) - 1), radix: 16)
    var fraction = String(repeating: "0", count: 13 - digits.utf8.count) + digits
    if precision < 0 {
      while fraction.hasSuffix("0") { fraction.removeLast() }
    } else {
      fraction = String(fraction.prefix(precision)) + String(repeating: "0", count: max(0, precision - 13))
    }
    let power = "\(abs(exponent) < 10 ? "0" : "")\(abs(exponent))"
    let text =
      "0x\(mantissa >> 52)\(fraction.isEmpty ? "" : ".")\(fraction)p\(exponent < 0 ? "-" : "+")\(power)"
    return isUpper ? text.uppercased() : text
  }

  /// Significant digits without zeros at the end, and where the point is in them: 0.d1d2... times ten to `point`.
  struct Digits {
    var bytes: [UInt8]
    var point: Int
  }

  private static func shortest(_ value: Double) -> Digits { digits(of: value.description) }

  /// As many digits as asked for, rounded exactly: C's library does that as Go does.
  private static func rounded(_ value: Double, _ verb: Character, _ precision: Int) -> Digits {
    let isFixed = verb == "f" || verb == "F"
    let count = verb == "g" || verb == "G" ? max(precision - 1, 0) : precision
    return digits(of: printed(value, isFixed ? "%.*f" : "%.*e", count))
  }

  private static func printed(_ value: Double, _ format: String, _ precision: Int) -> String {
    withVaList([Int32(clamping: precision), value]) { arguments in
      // 309 digits before the point, and as many behind it as asked for, which the caller bounds.
      let capacity = 330 + max(precision, 0)
      let bytes = [CChar](unsafeUninitializedCapacity: capacity) { buffer, count in
        let written = vsnprintf(buffer.baseAddress, capacity, format, arguments)
        count = max(0, min(Int(written), capacity - 1))
      }
      return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// Reads `123.45e6`.
  private static func digits(of text: String) -> Digits {
    var bytes: [UInt8] = []
    var point: Int?
    var exponent = 0
    let characters = Array(text.utf8)
    for (index, byte) in characters.enumerated() {
      if byte | 0x20 == UInt8(ascii: "e") {
        exponent = Int(String(decoding: characters[(index + 1)...], as: UTF8.self)) ?? 0
        break
      }
      if byte == UInt8(ascii: ".") { point = bytes.count } else { bytes.append(byte) }
    }
    var place = (point ?? bytes.count) + exponent
    let zeros = bytes.prefix { $0 == 0x30 }.count
    bytes.removeFirst(zeros)
    place -= zeros
    while bytes.last == 0x30 { bytes.removeLast() }
    return Digits(bytes: bytes, point: bytes.isEmpty ? 0 : place)
  }

  private static func scientific(_ digits: Digits, _ precision: Int, _ isUpper: Bool) -> String {
    var out: [UInt8] = [digits.bytes.first ?? 0x30]
    if precision > 0 {
      out.append(UInt8(ascii: "."))
      for index in 1...precision { out.append(index < digits.bytes.count ? digits.bytes[index] : 0x30) }
    }
    let exponent = digits.bytes.isEmpty ? 0 : digits.point - 1
    let power = String(exponent.magnitude)
    out += Array("\(isUpper ? "E" : "e")\(exponent < 0 ? "-" : "+")\(power.utf8.count < 2 ? "0" : "")\(power)".utf8)
    return String(decoding: out, as: UTF8.self)
  }

  private static func positional(_ digits: Digits, _ precision: Int) -> String {
    var out: [UInt8] = []
    if digits.point > 0 {
      for index in 0..<digits.point { out.append(index < digits.bytes.count ? digits.bytes[index] : 0x30) }
    } else {
      out.append(0x30)
    }
    if precision > 0 {
      out.append(UInt8(ascii: "."))
      for index in 0..<precision {
        let place = digits.point + index
        out.append(place >= 0 && place < digits.bytes.count ? digits.bytes[place] : 0x30)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
