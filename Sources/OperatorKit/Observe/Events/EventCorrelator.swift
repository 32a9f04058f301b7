/// Decides what becomes of an event, with the rules of client-go's correlator: a repeated event counts up the one
/// that is there; many different messages for one reason become one event; who floods is silenced.
///
/// Events in, decisions out; knows neither time nor network.
struct EventCorrelator {
  enum Decision: Equatable {
    case create(Series)
    /// Counts up the event of this series.
    case update(Series)
    case drop
  }

  /// One Event object and what it stands for.
  struct Series: Equatable {
    var name: String
    var event: ClusterEvent
    var count: Int
    var first: Timestamp
    var last: Timestamp
  }

  struct Limits {
    /// Different messages for one reason before they are combined, and the time in which they count.
    var distinctMessages = 10
    var window = Duration.seconds(600)
    /// Events an object may emit at once, and how long it takes to earn another one.
    var burst = 25.0
    var secondsPerEvent = 300.0
    /// How many series, reasons and objects are remembered.
    var remembered = 1024
  }

  private struct Reason: Hashable {
    var subject: InvolvedObject
    var type: ClusterEvent.EventType
    var reason: String
    /// `nil` for the series of combined messages.
    var message: String?
  }

  private struct Distinct {
    var messages: Set<Int> = []
    var last: Timestamp
  }

  private struct Allowance {
    var tokens: Double
    var last: Timestamp
  }

  private let limits: Limits
  private var allowances: RecentlyUsed<InvolvedObject, Allowance>
  private var distinct: RecentlyUsed<Reason, Distinct>
  private var series: RecentlyUsed<Reason, Series>

  init(limits: Limits = Limits()) {
    self.limits = limits
    allowances = RecentlyUsed(capacity: limits.remembered)
    distinct = RecentlyUsed(capacity: limits.remembered)
    series = RecentlyUsed(capacity: limits.remembered)
  }

  mutating func decide(_ event: ClusterEvent, at now: Timestamp) -> Decision {
    // The version of the object changes with each of its events; the object does not.
    var subject = event.subject
    subject.resourceVersion = nil
    guard spend(subject, now) else { return .drop }
    let reason = Reason(subject: subject, type: event.type, reason: event.reason, message: nil)
    var event = event
    var key = reason
    if isCombined(reason, event.message, now) {
      event.message = "(combined from similar events): \(event.message)".truncated(
        toBytes: ClusterEvent.maximumMessageBytes)
    } else {
      key.message = event.message
    }
    if var known = series[key] {
      known.count = known.count &+ 1
      known.last = now
      known.event = event
      series[key] = known
      return .update(known)
    }
    let fresh = Series(
      name: EventCorrelator.name(event.subject.name, now), event: event, count: 1, first: now, last: now)
    series[key] = fresh
    return .create(fresh)
  }

  private mutating func spend(_ subject: InvolvedObject, _ now: Timestamp) -> Bool {
    var allowance = allowances[subject] ?? Allowance(tokens: limits.burst, last: now)
    let earned = max(0, now.since(allowance.last).inSeconds) / limits.secondsPerEvent
    allowance.tokens = min(limits.burst, allowance.tokens + earned)
    allowance.last = now
    let isAllowed = allowance.tokens >= 1
    if isAllowed { allowance.tokens -= 1 }
    allowances[subject] = allowance
    return isAllowed
  }

  private mutating func isCombined(_ reason: Reason, _ message: String, _ now: Timestamp) -> Bool {
    var record = distinct[reason] ?? Distinct(last: now)
    if now.since(record.last) > limits.window { record = Distinct(last: now) }
    record.last = now
    let isCombined = record.messages.count >= limits.distinctMessages && !record.messages.contains(message.hashValue)
    if !isCombined { record.messages.insert(message.hashValue) }
    distinct[reason] = record
    return isCombined
  }

  /// `name.<time in hexadecimal>`, as other controllers name their events, within the length of a name.
  private static func name(_ object: String, _ now: Timestamp) -> String {
    let suffix = String(now.microseconds.multipliedReportingOverflow(by: 1000).partialValue.magnitude, radix: 16)
    let unique = String(UInt16.random(in: 0...UInt16.max), radix: 16)
    return "\(object.prefix(220)).\(suffix)\(unique)"
  }
}
