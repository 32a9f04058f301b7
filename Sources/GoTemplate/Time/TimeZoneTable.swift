/// A time zone: its offsets, and since when each holds.
final class TimeZoneTable: Sendable {
  struct Kind: Sendable {
    let name: String
    /// Seconds east of Greenwich.
    let offset: Int
    let isDaylight: Bool
  }

  struct Transition: Sendable {
    let when: Int64
    let kind: Kind
  }

  /// A stretch of time with one offset.
  struct Period {
    let name: String
    let offset: Int
    let start: Int64
    let end: Int64
    let isDaylight: Bool
  }

  /// The name of the zone as a whole, such as `Europe/Berlin`.
  let name: String
  let kinds: [Kind]
  let transitions: [Transition]
  /// What holds behind the last transition.
  let rule: TimeZoneRule?

  init(name: String, kinds: [Kind], transitions: [Transition] = [], rule: TimeZoneRule? = nil) {
    self.name = name
    self.kinds = kinds
    self.transitions = transitions
    self.rule = rule
  }

  static let utc = TimeZoneTable(name: "UTC", kinds: [])

  /// A zone with one offset.
  static func fixed(_ name: String, offset: Int) -> TimeZoneTable {
    TimeZoneTable(name: name, kinds: [Kind(name: name, offset: offset, isDaylight: false)])
  }

  /// What holds at an instant.
  func period(at seconds: Int64) -> Period {
    guard !kinds.isEmpty else { return Period(name: "UTC", offset: 0, start: .min, end: .max, isDaylight: false) }
    guard let first = transitions.first, seconds >= first.when else {
      return period(firstKind, start: .min, end: transitions.first?.when ?? .max)
    }
    var low = 0
    var high = transitions.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if seconds < transitions[middle].when { high = middle } else { low = middle }
    }
    let found = transitions[low]
    if low == transitions.count - 1, let rule { return rule.period(at: seconds, after: found.when) }
    return period(found.kind, start: found.when, end: high < transitions.count ? transitions[high].when : .max)
  }

  private func period(_ kind: Kind, start: Int64, end: Int64) -> Period {
    Period(name: kind.name, offset: kind.offset, start: start, end: end, isDaylight: kind.isDaylight)
  }

  /// What held before the first transition: the first kind that is no daylight time.
  private var firstKind: Kind {
    kinds.first { !$0.isDaylight } ?? kinds.first ?? Kind(name: "UTC", offset: 0, isDaylight: false)
  }

  /// The offset that an abbreviation stands for, best the one that held at that local time.
  func offset(named name: String, at seconds: Int64) -> Int? {
    let named = kinds.filter { $0.name == name }
    for kind in named {
      let period = period(at: seconds &- Int64(kind.offset))
      if period.name == name { return period.offset }
    }
    return named.first?.offset
  }
}
