/// Go's `time.Duration`: nanoseconds in 64 bits.
public enum GoDuration {
  /// Reads a text such as `1h30m` or `-1.5s`.
  ///
  /// - Throws: ``TemplateError`` in Go's words.
  public static func parse(_ original: [UInt8]) throws(TemplateError) -> Int64 {
    func invalid() -> TemplateError { TemplateError("time: invalid duration \(quoted(original))") }
    var rest = original[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.elementsEqual("0".utf8) { return 0 }
    if rest.isEmpty { throw invalid() }
    var total: UInt64 = 0
    while !rest.isEmpty {
      let whole = rest.prefix(while: isDigit)
      rest = rest.dropFirst(whole.count)
      var decimals: ArraySlice<UInt8> = []
      if rest.first == UInt8(ascii: ".") {
        decimals = rest.dropFirst().prefix(while: isDigit)
        rest = rest.dropFirst(1 + decimals.count)
      }
      guard !whole.isEmpty || !decimals.isEmpty, let value = number(whole) else { throw invalid() }
      let name = rest.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }
      if name.isEmpty { throw TemplateError("time: missing unit in duration \(quoted(original))") }
      rest = rest.dropFirst(name.count)
      guard let unit = units.first(where: { $0.name.utf8.elementsEqual(name) })?.nanoseconds else {
        throw TemplateError("time: unknown unit \(quoted(Array(name))) in duration \(quoted(original))")
      }
      let (scaled, tooLong) = value.multipliedReportingOverflow(by: unit)
      let (sum, overflow) = scaled.addingReportingOverflow(fraction(decimals, of: unit))
      guard !tooLong, !overflow, sum <= limit, total <= limit - sum else { throw invalid() }
      total += sum
    }
    if isNegative { return Int64(truncatingIfNeeded: 0 &- total) }
    guard let result = Int64(exactly: total) else { throw invalid() }
    return result
  }

  private static let limit: UInt64 = 1 << 63
  private static let units: [(name: String, nanoseconds: UInt64)] = [
    ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ("m", 60_000_000_000), ("h", 3_600_000_000_000),
  ]

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
      guard value <= limit / 10 else { return nil }
      value = value * 10 + UInt64(digit - 0x30)
      guard value <= limit else { return nil }
    }
    return value
  }

  /// Decimals in nanoseconds; those that no number holds are left out.
  private static func fraction(_ digits: ArraySlice<UInt8>, of unit: UInt64) -> UInt64 {
    var value: UInt64 = 0
    var scale = 1.0
    for digit in digits {
      guard value <= (limit - 1) / 10 else { break }
      let next = value * 10 + UInt64(digit - 0x30)
      guard next <= limit else { break }
      value = next
      scale *= 10
    }
    return UInt64(Double(value) * (Double(unit) / scale))
  }

  /// `1h2m3.5s`
  public static func text(_ value: Int64) -> String {
    if value == 0 { return "0s" }
    let sign = value < 0 ? "-" : ""
    let magnitude = value.magnitude
    switch magnitude {
    case ..<1000: return "\(sign)\(magnitude)ns"
    case ..<1_000_000: return sign + decimal(magnitude, 1000) + "µs"
    case ..<1_000_000_000: return sign + decimal(magnitude, 1_000_000) + "ms"
    default: break
    }
    let minutes = magnitude / 60_000_000_000
    let seconds = decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
    if minutes == 0 { return sign + seconds }
    let hours = minutes / 60
    return sign + (hours > 0 ? "\(hours)h" : "") + "\(minutes % 60)m" + seconds
  }

  private static func decimal(_ value: UInt64, _ unit: UInt64) -> String {
    let rest = value % unit
    guard rest > 0 else { return String(value / unit) }
    let digits = String(rest)
    let width = String(unit).utf8.count - 1
    var fraction = String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(value / unit).\(fraction)"
  }

  /// The next multiple of a unit towards zero.
  public static func truncated(_ value: Int64, _ unit: Int64) -> Int64 { unit <= 0 ? value : value - value % unit }

  /// The nearest multiple of a unit, half away from zero; the greatest or least number when it does not fit.
  public static func rounded(_ value: Int64, _ unit: Int64) -> Int64 {
    guard unit > 0 else { return value }
    let rest = value % unit
    if rest.magnitude &+ rest.magnitude < unit.magnitude { return value - rest }
    let (result, overflow) = (value - rest).addingReportingOverflow(value < 0 ? -unit : unit)
    return overflow ? (value < 0 ? .min : .max) : result
  }

  /// A text in the quotes of package time: what is not printable ASCII byte by byte.
  static func quoted(_ text: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text {
      switch byte {
      case ..<0x20, 0x80...:
        out += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
      default: out.append(byte)
      }
    }
    return String(decoding: out + [UInt8(ascii: "\"")], as: UTF8.self)
  }
}
