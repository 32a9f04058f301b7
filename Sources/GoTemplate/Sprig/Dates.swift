extension TemplateFunctions {
  mutating func addDates() {
    add("now") { call in .object(TimeObject(.now(zone: call.run.zones.local()))) }
    add("date", [.string, .any]) { call in Dates.text(call.bytes(0), call[1], zone: "Local", call.run) }
    for name in ["dateInZone", "date_in_zone"] {
      add(name, [.string, .any, .string]) { call in Dates.text(call.bytes(0), call[1], zone: call.string(2), call.run) }
    }
    add("htmlDate", [.any]) { call in Dates.text(Dates.day, call[0], zone: "Local", call.run) }
    add("htmlDateInZone", [.any, .string]) { call in Dates.text(Dates.day, call[0], zone: call.string(1), call.run) }
    add("unixEpoch", [.object("time.Time")]) { call in .string(String(TimeObject.argument(call).seconds)) }
    addMovedDates()
    addReadDates()
    addSpans()
  }

  private mutating func addMovedDates() {
    for name in ["dateModify", "date_modify"] {
      add(name, [.string, .object("time.Time")]) { call in
        guard let duration = try? GoDuration.parse(call.bytes(0)) else { return call[1] }
        return .object(TimeObject(TimeObject.argument(call, 1).adding(duration)))
      }
    }
    for name in ["mustDateModify", "must_date_modify"] {
      add(name, [.string, .object("time.Time")]) { call throws(TemplateError) in
        let duration = try GoDuration.parse(call.bytes(0))
        return .object(TimeObject(TimeObject.argument(call, 1).adding(duration)))
      }
    }
  }

  private mutating func addReadDates() {
    add("toDate", [.string, .string]) { call in
      .object(TimeObject((try? Dates.read(call)) ?? .zero))
    }
    add("mustToDate", [.string, .string]) { call throws(TemplateError) in .object(TimeObject(try Dates.read(call))) }
  }

  private mutating func addSpans() {
    add("ago", [.any]) { call in
      let now = GoTime.now(zone: .utc)
      let then = Dates.time(call[0], now: now)
      return .string(GoDuration.text(GoDuration.rounded(now.since(then), 1_000_000_000)))
    }
    add("duration", [.any]) { call in
      let seconds: Int64
      switch call[0] {
      case .string(let text): seconds = GoNumbers.parseClamped(text)
      case .int64(let value): seconds = value
      default: seconds = 0
      }
      return .string(GoDuration.text(seconds &* 1_000_000_000))
    }
    add("durationRound", [.any]) { call in .string(Dates.rounded(Dates.span(call[0]))) }
  }
}

enum Dates {
  static let day = Array("2006-01-02".utf8)

  /// The instant that an argument stands for: a time, or seconds; anything else is now.
  static func time(_ value: TemplateValue, now: @autoclosure () -> GoTime) -> GoTime {
    switch value {
    case .object(let object as TimeObject): object.time
    case .int(let seconds): GoTime(seconds: Int64(seconds), zone: .utc)
    case .int64(let seconds): GoTime(seconds: seconds, zone: .utc)
    default: now()
    }
  }

  static func text(_ layout: [UInt8], _ value: TemplateValue, zone: String, _ run: TemplateRun) -> TemplateValue {
    let time = time(value, now: .now(zone: .utc))
    return TemplateValue(bytes: TimeFormat.bytes(time.shown(in: run.zones.zone(zone) ?? .utc), layout: layout))
  }

  static func read(_ call: TemplateCall) throws(TemplateError) -> GoTime {
    try TimeParser.parse(layout: call.bytes(0), call.bytes(1), local: call.run.zones.local())
  }

  /// The nanoseconds that an argument of `durationRound` stands for.
  static func span(_ value: TemplateValue) -> Int64 {
    switch value {
    case .string(let text): (try? GoDuration.parse(Array(text.utf8))) ?? 0
    case .int64(let nanoseconds): nanoseconds
    case .object(let object as TimeObject): GoTime.now(zone: .utc).since(object.time)
    default: 0
    }
  }

  /// The greatest unit that fits more than once.
  static func rounded(_ nanoseconds: Int64) -> String {
    let hour: UInt64 = 3_600_000_000_000
    let units: [(String, UInt64)] = [
      ("y", hour * 24 * 365), ("mo", hour * 24 * 30), ("d", hour * 24), ("h", hour), ("m", 60_000_000_000),
      ("s", 1_000_000_000),
    ]
    for (name, unit) in units where nanoseconds.magnitude > unit { return "\(nanoseconds.magnitude / unit)\(name)" }
    return "0s"
  }
}
