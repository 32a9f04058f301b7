import GoTemplate
import YAML

extension HelmFunctions {
  static func addDurations(_ table: inout TemplateFunctions) {
    table.add("mustToDuration", [.any]) { call throws(TemplateError) in
      .object(DurationObject(try DurationArgument.nanoseconds(call[0])))
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
    table.add(name, [.any]) { call in (try? DurationArgument.nanoseconds(call[0])).map(body) ?? .float64(0) }
  }

  private static func addWhole(
    _ table: inout TemplateFunctions, _ name: String, _ body: @escaping @Sendable (Int64) -> TemplateValue
  ) {
    table.add(name, [.any]) { call in (try? DurationArgument.nanoseconds(call[0])).map(body) ?? .int64(0) }
  }

  private static func round(_ call: TemplateCall, _ body: (Int64, Int64) -> Int64) -> Int64 {
    guard let value = try? DurationArgument.nanoseconds(call[0]) else { return 0 }
    guard let unit = try? DurationArgument.nanoseconds(call[1]) else { return value }
    return body(value, unit)
  }
}

/// What the helpers take for a duration.
enum DurationArgument {
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
    if let value = try? GoDuration.parse(Array(text.utf8)) { return value }
    if let number = GoNumber.double(text) { return try seconds(number, GoFloat.text(number)) }
    throw TemplateError("could not parse duration \"\(original)\"")
  }
}
