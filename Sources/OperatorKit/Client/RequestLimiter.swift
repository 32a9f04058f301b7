import Synchronization

/// A token bucket that makes callers wait in turn.
final class RequestLimiter: Sendable {
  private struct State {
    /// When the next token is free, as if tokens were handed out evenly.
    var nextFree: ContinuousClock.Instant
    var lifted = false
  }

  private let interval: Duration
  private let burst: Duration
  private let state: Mutex<State>

  init(_ limit: RateLimit) {
    interval = .seconds(1 / max(limit.queriesPerSecond, 0.001))
    burst = interval * max(limit.burst, 1)
    state = Mutex(State(nextFree: .now - burst))
  }

  /// Returns when it is the caller's turn; throws `CancellationError` when its task is cancelled before.
  func wait() async throws {
    let now = ContinuousClock.now
    let turn: ContinuousClock.Instant? = state.withLock { state in
      if state.lifted { return nil }
      let earliest = max(state.nextFree, now - burst)
      state.nextFree = earliest + interval
      return state.nextFree
    }
    if let turn, turn > now { try await Task.sleep(until: turn) }
  }

  /// Ends the limit for good: the server limits by itself.
  func lift() { state.withLock { $0.lifted = true } }
}
