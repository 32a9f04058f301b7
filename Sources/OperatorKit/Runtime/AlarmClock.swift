import Synchronization

/// Lets tasks wait for a time, and forgets those that no longer want to.
///
/// The runtime keeps what `Task.sleep` arms until its time, also when the task was cancelled: about a kilobyte each, and
/// limits of time are nearly always called off. Here a pause that is called off leaves nothing behind: all of them share
/// the few timers that are armed.
///
/// Guarantees: nobody is woken early; a cancelled task is woken at once.
///
/// Errors: `CancellationError`.
public final class AlarmClock: Sendable {
  /// The one that everything in a process shares.
  public static let shared = AlarmClock()

  public typealias Instant = ContinuousClock.Instant

  private struct Sleeper {
    let due: Instant
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var sleepers: [UInt64: Sleeper] = [:]
    var nextNumber: UInt64 = 0
    /// When timers ring, the latest first: one is only armed that rings before all others.
    var timers: [Instant] = []
  }

  private let state = Mutex(State())

  public init() {}

  /// Tasks that wait, and timers that are armed for them.
  public var load: (sleepers: Int, timers: Int) { state.withLock { ($0.sleepers.count, $0.timers.count) } }

  /// Returns when so much time has passed. Throws `CancellationError`.
  public func sleep(for duration: Duration) async throws { try await sleep(until: .now + duration) }

  /// Returns at a time. Throws `CancellationError`.
  public func sleep(until due: Instant) async throws {
    let number = state.withLock { state in
      state.nextNumber &+= 1
      return state.nextNumber
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let (isCancelled, timer) = state.withLock { state -> (Bool, Instant?) in
          // Who is cancelled after this is found by the handler below, which waits for the lock.
          guard !Task.isCancelled else { return (true, nil) }
          state.sleepers[number] = Sleeper(due: due, continuation: continuation)
          return (false, AlarmClock.timer(for: due, &state))
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        if let timer { arm(timer) }
      }
    } onCancel: {
      let sleeper = state.withLock { $0.sleepers.removeValue(forKey: number) }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Notes that a timer is wanted, unless one rings early enough.
  private static func timer(for due: Instant, _ state: inout State) -> Instant? {
    if let next = state.timers.last, next <= due { return nil }
    state.timers.append(due)
    return due
  }

  /// Not a child of anybody's task: whoever armed it may long be gone when it rings for others.
  private func arm(_ due: Instant) {
    Task.detached { [self] in
      try? await Task.sleep(until: due, clock: .continuous)
      ring(due)
    }
  }

  /// Wakes those whose time has come, and sees that a timer rings for the next.
  private func ring(_ timer: Instant) {
    let now = ContinuousClock.now
    let (woken, next) = state.withLock { state -> ([Sleeper], Instant?) in
      if let index = state.timers.lastIndex(of: timer) { state.timers.remove(at: index) }
      let due = state.sleepers.filter { $0.value.due <= now }
      for number in due.keys { state.sleepers[number] = nil }
      let next = state.sleepers.values.map(\.due).min().flatMap { AlarmClock.timer(for: $0, &state) }
      return (Array(due.values), next)
    }
    if let next { arm(next) }
    for sleeper in woken { sleeper.continuation.resume() }
  }
}
