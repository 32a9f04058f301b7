/// A `time.Duration` in the hands of a template.
public final class DurationObject: TemplateObject {
  public let nanoseconds: Int64

  public init(_ nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public var typeName: String { "time.Duration" }
  public var kind: TemplateKind { .int64 }
  public var contents: TemplateValue? { .int64(nanoseconds) }
  public var text: String { GoDuration.text(nanoseconds) }
  public var encoded: TemplateValue? { contents }

  /// The nanoseconds of an argument of type `time.Duration`.
  static func argument(_ call: TemplateCall) -> Int64 {
    switch call[0] {
    case .object(let object as DurationObject): object.nanoseconds
    case .int64(let value): value
    default: 0
    }
  }

  public func member(_ name: String) -> TemplateMember? {
    let nanoseconds = nanoseconds
    func value(_ value: TemplateValue) -> TemplateMember { .method(TemplateFunction { _ in value }) }
    func rounding(_ body: @escaping (Int64, Int64) -> Int64) -> TemplateMember {
      .method(
        TemplateFunction([.duration]) { call in .object(DurationObject(body(nanoseconds, Self.argument(call)))) })
    }
    switch name {
    case "Nanoseconds": return value(.int64(nanoseconds))
    case "Microseconds": return value(.int64(nanoseconds / 1000))
    case "Milliseconds": return value(.int64(nanoseconds / 1_000_000))
    case "Seconds": return value(.float64(parts(of: 1_000_000_000)))
    case "Minutes": return value(.float64(parts(of: 60_000_000_000)))
    case "Hours": return value(.float64(parts(of: 3_600_000_000_000)))
    case "Abs": return value(.object(DurationObject(nanoseconds == .min ? .max : abs(nanoseconds))))
    case "String": return value(.string(text))
    case "Round": return rounding(GoDuration.rounded)
    case "Truncate": return rounding(GoDuration.truncated)
    default: return nil
    }
  }

  /// How many units, the whole ones kept exact.
  private func parts(of unit: Int64) -> Double {
    Double(nanoseconds / unit) + Double(nanoseconds % unit) / Double(unit)
  }
}
