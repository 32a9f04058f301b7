import JSON

/// A `time.Time` in the hands of a template: `(now).Year`, `$t.Format "2006"`.
final class TimeObject: TemplateObject {
  let time: GoTime

  init(_ time: GoTime) { self.time = time }

  var typeName: String { "time.Time" }
  var kind: TemplateKind { .struct }
  var text: String { time.text }
  var encoded: TemplateValue? {
    .string(TimeFormat.text(time, layout: "2006-01-02T15:04:05.999999999Z07:00"))
  }

  func member(_ name: String) -> TemplateMember? {
    part(name) ?? instant(name) ?? comparison(name) ?? arithmetic(name)
  }

  private static func method(_ body: @escaping TemplateFunction.Body) -> TemplateMember {
    .method(TemplateFunction([], body))
  }

  private static func value(_ value: TemplateValue) -> TemplateMember { method { _ in value } }

  static func argument(_ call: TemplateCall, _ index: Int = 0) -> GoTime {
    if case .object(let object as TimeObject) = call[index] { object.time } else { .zero }
  }

  // MARK: Members

  /// Parts of the date and the time of day.
  private func part(_ name: String) -> TemplateMember? {
    switch name {
    case "Year": Self.value(.int(time.date.year))
    case "Month": Self.value(.object(NamedNumber.month(time.date.month)))
    case "Day": Self.value(.int(time.date.day))
    case "YearDay": Self.value(.int(time.date.dayOfYear))
    case "Weekday": Self.value(.object(NamedNumber.weekday(time.weekday)))
    case "Hour": Self.value(.int(time.clock.hour))
    case "Minute": Self.value(.int(time.clock.minute))
    case "Second": Self.value(.int(time.clock.second))
    case "Nanosecond": Self.value(.int(Int(time.nanoseconds)))
    case "IsDST": Self.value(.bool(time.zone.period(at: time.seconds).isDaylight))
    case "IsZero": Self.value(.bool(time == .zero))
    default: nil
    }
  }

  /// The instant as a number or a text.
  private func instant(_ name: String) -> TemplateMember? {
    let time = time
    switch name {
    case "Unix": return Self.value(.int64(time.seconds))
    case "UnixMilli": return Self.value(.int64(time.seconds &* 1000 &+ time.nanoseconds / 1_000_000))
    case "UnixMicro": return Self.value(.int64(time.seconds &* 1_000_000 &+ time.nanoseconds / 1000))
    case "UnixNano": return Self.value(.int64(time.seconds &* 1_000_000_000 &+ time.nanoseconds))
    case "UTC": return Self.method { _ in .object(TimeObject(time.shown(in: .utc))) }
    case "Local": return Self.method { call in .object(TimeObject(time.shown(in: call.run.zones.local()))) }
    case "String": return Self.value(.string(time.text))
    case "Format":
      return .method(
        TemplateFunction([.string]) { call in TemplateValue(bytes: TimeFormat.bytes(time, layout: call.bytes(0))) })
    default: return nil
    }
  }

  private func comparison(_ name: String) -> TemplateMember? {
    let time = time
    func method(_ body: @escaping (GoTime) -> TemplateValue) -> TemplateMember {
      .method(TemplateFunction([.object("time.Time")]) { call in body(Self.argument(call)) })
    }
    switch name {
    case "After": return method { .bool(time > $0) }
    case "Before": return method { .bool(time < $0) }
    case "Equal": return method { .bool(time == $0) }
    case "Compare": return method { .int(time == $0 ? 0 : time < $0 ? -1 : 1) }
    case "Sub": return method { .object(DurationObject(time.since($0))) }
    default: return nil
    }
  }

  private func arithmetic(_ name: String) -> TemplateMember? {
    let time = time
    switch name {
    case "Add":
      return .method(
        TemplateFunction([.duration]) { call in .object(TimeObject(time.adding(DurationObject.argument(call)))) })
    case "AddDate":
      return .method(
        TemplateFunction([.int, .int, .int]) { call in
          .object(TimeObject(time.adding(years: call.int(0), months: call.int(1), days: call.int(2))))
        })
    default: return nil
    }
  }
}

/// A Go number of a type with names for its values: `time.Month`, `time.Weekday`.
final class NamedNumber: TemplateObject {
  let typeName: String
  let number: Int
  let text: String
  let kind = TemplateKind.int

  private init(_ typeName: String, _ number: Int, _ text: String) {
    self.typeName = typeName
    self.number = number
    self.text = text
  }

  static func month(_ number: Int) -> NamedNumber {
    NamedNumber("time.Month", number, name(CivilDate.monthNames, number - 1))
  }

  static func weekday(_ number: Int) -> NamedNumber {
    NamedNumber("time.Weekday", number, name(CivilDate.dayNames, number))
  }

  private static func name(_ names: [String], _ index: Int) -> String {
    names.indices.contains(index) ? names[index] : ""
  }

  var contents: TemplateValue? { .int(number) }
  var encoded: TemplateValue? { contents }

  func member(_ name: String) -> TemplateMember? {
    let text = text
    return name == "String" ? .method(TemplateFunction { _ in .string(text) }) : nil
  }
}
