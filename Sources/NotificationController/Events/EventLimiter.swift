import Synchronization

/// Lets an event pass once in an interval; equal ones that come until it is over are dropped and counted.
///
/// Bounded: when more different events come in than are remembered, those that came first are forgotten, so that of
/// them one more may pass.
final class EventLimiter: Sendable {
  /// What becomes of an event.
  enum Decision: Equatable {
    /// It passes; `repetitions` equal ones were dropped since the last that passed.
    case pass(repetitions: Int)
    /// It is dropped.
    case drop
  }

  struct Outcome {
    let decision: Decision
    /// When an equal event would pass.
    let reset: ContinuousClock.Instant
  }

  private struct Entry {
    /// Since the limiter was made.
    var milliseconds: Int64
    var dropped: UInt32
  }

  private struct State {
    var entries: [EventKey: Entry] = [:]
    var swept: Int64 = 0
    var forgotten = 0
  }

  private let interval: Duration
  private let capacity: Int
  private let origin = ContinuousClock.now
  private let state = Mutex(State())

  init(interval: Duration, capacity: Int = 65_536) {
    self.interval = interval
    self.capacity = max(1, capacity)
  }

  var count: Int { state.withLock { $0.entries.count } }

  /// Entries that had to make room before their time.
  var forgottenCount: Int { state.withLock { $0.forgotten } }

  /// Takes the event's turn, if it has one.
  func take(_ key: EventKey, at now: ContinuousClock.Instant = .now) -> Outcome {
    let time = milliseconds(now - origin)
    let span = max(1, milliseconds(interval))
    return state.withLock { state in
      if time - state.swept >= span { sweep(&state, time, span) }
      if var known = state.entries[key], time - known.milliseconds < span {
        known.dropped = known.dropped == .max ? .max : known.dropped + 1
        state.entries[key] = known
        return Outcome(decision: .drop, reset: origin + .milliseconds(known.milliseconds + span))
      }
      let repetitions = state.entries[key]?.dropped ?? 0
      if state.entries.count >= capacity { makeRoom(&state) }
      state.entries[key] = Entry(milliseconds: time, dropped: 0)
      return Outcome(decision: .pass(repetitions: Int(repetitions)), reset: origin + .milliseconds(time + span))
    }
  }

  /// Gives back a turn that could not be used, so that the sender may try again.
  func giveBack(_ key: EventKey) { state.withLock { $0.entries[key] = nil } }

  /// Forgets what has been idle for two intervals.
  private func sweep(_ state: inout State, _ now: Int64, _ span: Int64) {
    state.swept = now
    state.entries = state.entries.filter { now - $0.value.milliseconds < 2 * span }
  }

  /// Forgets the older half.
  private func makeRoom(_ state: inout State) {
    let times = state.entries.values.map(\.milliseconds).sorted()
    let middle = times[times.count / 2]
    let before = state.entries.count
    state.entries = state.entries.filter { $0.value.milliseconds > middle }
    state.forgotten += before - state.entries.count
  }

  private func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return seconds.multipliedReportingOverflow(by: 1_000).partialValue &+ attoseconds / 1_000_000_000_000_000
  }
}
