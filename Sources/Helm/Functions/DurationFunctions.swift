import GoTemplate
import YAML

/// A Go `time.Duration`.
final class DurationObject: TemplateObject {
  let nanoseconds: Int64

  init(_ nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  var typeName: String { "time.Duration" }
  var kind: TemplateKind { .int64 }
  var contents: TemplateValue? { .int64(nanoseconds) }
  var text: String { GoDuration.text(nanoseconds) }

  func member(_ name: String) -> TemplateMember? {
    let value = Double(nanoseconds)
    switch name {
    case "Seconds": return .method(TemplateFunction { _ in .float64(value / 1e9) })
    case "Minutes": return .method(TemplateFunction { _ in .float64(value / 6e10) })
    case "Hours": return .method(TemplateFunction { _ in .float64(value / 3.6e12) })
    case "String":
      let text = text
      return .method(TemplateFunction { _ in .string(text) })
    default: return nil
    }
  }
}

extension HelmFunctions {
  static func addDurations(_ table: inout TemplateFunctions) {
    table.add("mustToDuration", [.any]) { call throws(TemplateError) in
      .object(DurationObject(try GoDuration.nanoseconds(call[0])))
    }
    add(&table, "durationSeconds") { .float64(Double($0) / 1e9) }
    add(&table, "durationMinutes") { .float64(Double($0) / 6e10) }
    add(&table, "durationHours") { .float64(Double($0) / 3.6e12) }
    add(&table, "durationDays") { .float64(Double($0) / 3.6e12 / 24) }
    add(&table, "durationWeeks") { .float64(Double($0) / 3.6e12 / 24 / 7) }
    addWhole(&table, "durationMilliseconds") { .int64($0 / 1_000_000) }
    addWhole(&table, "durationMicroseconds") { .int64($0 / 1000) }
    addWhole(&table, "durationNanoseconds") { .int64($0) }
    table.add("durationRoundTo", [.any, .any]) { call in .object(DurationObject(round(call, GoDuration.rounded))) }
    table.add("durationTruncateTo", [.any, .any]) { call in .object(DurationObject(round(call, GoDuration.truncated))) }
  }

  private static func add(
    _ table: inout TemplateFunctions, _ name: String, _ body: @escaping @Sendable (Int64) -> TemplateValue
  ) {
    table.add(name, [.any]) { call in (try? GoDuration.nanoseconds(call[0])).map(body) ?? .float64(0) }
  }

  private static func addWhole(
    _ table: inout TemplateFunctions, _ name: String, _ body: @escaping @Sendable (Int64) -> TemplateValue
  ) {
    table.add(name, [.any]) { call in (try? GoDuration.nanoseconds(call[0])).map(body) ?? .int64(0) }
  }

  private static func round(_ call: TemplateCall, _ body: (Int64, Int64) -> Int64) -> Int64 {
    guard let value = try? GoDuration.nanoseconds(call[0]) else { return 0 }
    guard let unit = try? GoDuration.nanoseconds(call[1]) else { return value }
    return body(value, unit)
  }
}

/// Go's durations: nanoseconds in 64 bits.
enum GoDuration {
  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 6e10), ("h", 3.6e12),
  ]

  /// A duration of anything that stands for one: a text such as `1h30m`, or a number of seconds.
  static func nanoseconds(_ value: TemplateValue) throws(TemplateError) -> Int64 {
    switch value {
    case .object(let object as DurationObject): return object.nanoseconds
    case .string(let text): return try parse(text)
    case .null: throw TemplateError("invalid duration")
    case .int(let number): return try seconds(Double(number), "\(number)")
    case .int64(let number): return try seconds(Double(number), "\(number)")
    case .uint64(let number): return try seconds(Double(number), "\(number)")
    case .float64(let number): return try seconds(number, GoFloat.text(number))
    default: throw TemplateError("unsupported duration type \(value.typeName)")
    }
  }

  private static func seconds(_ value: Double, _ text: String) throws(TemplateError) -> Int64 {
    guard value.isFinite else { throw TemplateError("invalid duration seconds: \(text)") }
    guard let result = Int64(exactly: (value * 1e9).rounded(.towardZero)) else {
      throw TemplateError("duration seconds overflow: \(text)")
    }
    return result
  }

  private static func parse(_ original: String) throws(TemplateError) -> Int64 {
    let text = GoText.trimmed(original)
    if text.isEmpty { throw TemplateError("empty duration") }
    if let value = units(text) { return value }
    if let number = GoNumber.double(text) { return try seconds(number, GoFloat.text(number)) }
    throw TemplateError("could not parse duration \"\(original)\"")
  }

  /// Numbers with units, one after the other.
  private static func units(_ text: String) -> Int64? {
    var rest = text[...]
    let isNegative = rest.hasPrefix("-")
    if rest.hasPrefix("-") || rest.hasPrefix("+") { rest = rest.dropFirst() }
    if rest == "0" { return 0 }
    var total = 0.0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = GoNumber.double(String(digits)) else { return nil }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
      guard let unit = units.first(where: { $0.name == name }) else { return nil }
      total += number * unit.nanoseconds
      rest = rest.dropFirst(name.count)
    }
    return Int64(exactly: (isNegative ? -total : total).rounded(.towardZero))
  }

  static func truncated(_ value: Int64, _ unit: Int64) -> Int64 { unit <= 0 ? value : value - value % unit }

  static func rounded(_ value: Int64, _ unit: Int64) -> Int64 {
    guard unit > 0 else { return value }
    let rest = value % unit
    let isCloser = rest.magnitude &+ rest.magnitude < unit.magnitude
    if isCloser { return value - rest }
    let (result, overflow) = (value - rest).addingReportingOverflow(value < 0 ? -unit : unit)
    return overflow ? (value < 0 ? .min : .max) : result
  }

  static func text(_ value: Int64) -> String {
    if value == 0 { return "0s" }
    let sign = value < 0 ? "-" : ""
    let magnitude = value.magnitude
    if magnitude < 1_000_000_000 {
      let (unit, size): (String, UInt64) = magnitude < 1000 ? ("ns", 1) : magnitude < 1_000_000 ? ("µs", 1000) : ("ms", 1_000_000)
      return sign + decimal(magnitude, size) + unit
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
    var fraction = String(repeating: "0", count: width - digits.utf8.count) + digits
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(value / unit).\(fraction)"
  }
}
