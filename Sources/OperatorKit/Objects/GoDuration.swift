/// A length of time in the notation of Go, which Kubernetes fields use: `1h30m`, `750ms`, `-1.5s`.
public struct GoDuration: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let nanoseconds: Int64

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static func seconds(_ value: Int64) -> GoDuration {
    GoDuration(nanoseconds: value.multipliedReportingOverflow(by: 1_000_000_000).partialValue)
  }

  public init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    nanoseconds = overflow ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / 1_000_000_000
  }

  public var duration: Duration { .nanoseconds(nanoseconds) }

  public static func < (left: GoDuration, right: GoDuration) -> Bool { left.nanoseconds < right.nanoseconds }

  /// Reads what Go's `time.ParseDuration` reads; `nil` for anything else and for what does not fit 64 bits.
  public init?(_ text: String) {
    var bytes = Array(text.utf8)
    var negative = false
    if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      negative = first == UInt8(ascii: "-")
      bytes.removeFirst()
    }
    if bytes == [UInt8(ascii: "0")] {
      nanoseconds = 0
      return
    }
    var position = 0
    var total: Double = 0
    guard !bytes.isEmpty else { return nil }
    while position < bytes.count {
      guard let (number, afterNumber) = GoDuration.number(bytes, position),
        let (unit, next) = GoDuration.unit(bytes, afterNumber)
      else { return nil }
      total += number * unit
      position = next
    }
    guard let whole = Int64(exactly: total.rounded(.towardZero)) else { return nil }
    nanoseconds = negative ? -whole : whole
  }

  private static func number(_ bytes: [UInt8], _ start: Int) -> (Double, Int)? {
    var position = start
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) || bytes[position] == UInt8(ascii: ".") {
      position += 1
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard text != ".", let value = Double(text.hasSuffix(".") ? text + "0" : text) else { return nil }
    return (value, position)
  }

  private static func unit(_ bytes: [UInt8], _ start: Int) -> (Double, Int)? {
    var position = start
    while position < bytes.count, !(0x30...0x39).contains(bytes[position]), bytes[position] != UInt8(ascii: ".") {
      position += 1
    }
    let scale: Double? =
      switch String(decoding: bytes[start..<position], as: UTF8.self) {
      case "ns": 1
      case "us", "µs", "μs": 1e3
      case "ms": 1e6
      case "s": 1e9
      case "m": 60e9
      case "h": 3600e9
      default: nil
      }
    return scale.map { ($0, position) }
  }

  /// As Go prints it: `1h30m0s`, `1.5s`, `750ms`, `0s`.
  public var description: String {
    if nanoseconds == 0 { return "0s" }
    let sign = nanoseconds < 0 ? "-" : ""
    let value = nanoseconds.magnitude
    if value < 1_000_000_000 { return sign + GoDuration.small(value) }
    let (seconds, rest) = value.quotientAndRemainder(dividingBy: 1_000_000_000)
    let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
    let (hours, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    let tail = "\(second)\(GoDuration.fraction(rest, digits: 9))s"
    if hours > 0 { return "\(sign)\(hours)h\(minute)m\(tail)" }
    return minutes > 0 ? "\(sign)\(minute)m\(tail)" : sign + tail
  }

  private static func small(_ value: UInt64) -> String {
    if value < 1_000 { return "\(value)ns" }
    if value < 1_000_000 { return "\(value / 1_000)\(fraction(value % 1_000, digits: 3))µs" }
    return "\(value / 1_000_000)\(fraction(value % 1_000_000, digits: 6))ms"
  }

  /// `.25` for 250 of 3 digits; nothing for zero.
  private static func fraction(_ value: UInt64, digits: Int) -> String {
    if value == 0 { return "" }
    var text = String(value)
    text = String(repeating: "0", count: max(0, digits - text.count)) + text
    while text.hasSuffix("0") { text.removeLast() }
    return "." + text
  }
}

extension GoDuration: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = GoDuration(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a duration such as 5m")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
