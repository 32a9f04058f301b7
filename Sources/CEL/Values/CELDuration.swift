/// A span of time with nanosecond resolution, about 292 years at most, as in the reference
/// implementation.
public struct CELDuration: Sendable, Hashable {
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Nil if the span does not fit.
  init?(seconds: Int64, nanoseconds: Int64) {
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = scaled.addingReportingOverflow(nanoseconds)
    if overflow || carry { return nil }
    self.nanoseconds = sum
  }

  var seconds: Int64 { nanoseconds / 1_000_000_000 }

  func adding(_ other: CELDuration) -> CELDuration? {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(other.nanoseconds)
    return overflow ? nil : CELDuration(nanoseconds: sum)
  }

  func subtracting(_ other: CELDuration) -> CELDuration? {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(other.nanoseconds)
    return overflow ? nil : CELDuration(nanoseconds: difference)
  }
}

extension CELDuration: CustomStringConvertible {
  /// Decimal seconds: `3600s`, `-1.5s`.
  public var description: String {
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    let fraction = FractionalSeconds.text(nanoseconds: magnitude % 1_000_000_000)
    return "\(sign)\(magnitude / 1_000_000_000)\(fraction)s"
  }
}

extension CELDuration {
  /// Go's notation: `1h30m`, `-1.5s`, `300ms`, `0`. Nil for anything else or a span that does not
  /// fit.
  public init?(parsing text: String) {
    var bytes = Array(text.utf8)[...]
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    guard !bytes.isEmpty else { return nil }
    if bytes.elementsEqual("0".utf8) {
      self.init(nanoseconds: 0)
      return
    }
    var total: Int64 = 0
    while !bytes.isEmpty {
      guard let part = CELDuration.part(&bytes) else { return nil }
      // Counted downwards, because the negative range is larger.
      let (sum, overflow) = total.subtractingReportingOverflow(part)
      if overflow { return nil }
      total = sum
    }
    if isNegative {
      self.init(nanoseconds: total)
    } else {
      guard total != .min else { return nil }
      self.init(nanoseconds: -total)
    }
  }

  /// One number with its unit, in nanoseconds.
  private static func part(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
    let whole = digits(&bytes)
    var fraction: [UInt8] = []
    if bytes.first == UInt8(ascii: ".") {
      bytes.removeFirst()
      fraction = digits(&bytes)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let unit = unit(&bytes) else { return nil }
    guard let units = whole.isEmpty ? 0 : Int64(String(decoding: whole, as: UTF8.self)) else {
      return nil
    }
    let (scaled, overflow) = units.multipliedReportingOverflow(by: unit)
    let (sum, carry) = scaled.addingReportingOverflow(scale(fraction, by: unit))
    return overflow || carry ? nil : sum
  }

  private static func scale(_ fraction: [UInt8], by unit: Int64) -> Int64 {
    var remaining = unit
    var sum: Int64 = 0
    for digit in fraction {
      remaining /= 10
      if remaining == 0 { break }
      sum += Int64(digit - 0x30) * remaining
    }
    return sum
  }

  private static func digits(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
    var digits: [UInt8] = []
    while let byte = bytes.first, byte.isDigit {
      digits.append(byte)
      bytes.removeFirst()
    }
    return digits
  }

  private static func unit(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
    var name: [UInt8] = []
    while let byte = bytes.first, !byte.isDigit, byte != UInt8(ascii: ".") {
      name.append(byte)
      bytes.removeFirst()
    }
    switch String(decoding: name, as: UTF8.self) {
    case "ns": return 1
    case "us", "\u{B5}s", "\u{3BC}s": return 1_000
    case "ms": return 1_000_000
    case "s": return 1_000_000_000
    case "m": return 60_000_000_000
    case "h": return 3_600_000_000_000
    default: return nil
    }
  }
}

/// The `.25` of seconds with a fraction.
enum FractionalSeconds {
  static func text(nanoseconds: UInt64) -> String {
    guard nanoseconds > 0 else { return "" }
    var digits = Array(String(nanoseconds + 1_000_000_000).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return "." + String(decoding: digits, as: UTF8.self)
  }
}
