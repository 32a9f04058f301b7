import Synchronization

/// A queue of keys that want work: de-duplicating, delayed, rate-limited per key, with priorities.
///
/// Expected flow: ``next()`` in each worker, the work, ``done(_:)``; ``add(_:priority:)`` from event handlers.
///
/// Guarantees: those of ``QueueMachine``. After ``shutDown()`` no key is handed out, waiting workers get `nil`, and
/// adds do nothing.
///
/// Errors: none.
public final class WorkQueue<Key: Hashable & Sendable>: Sendable {
  private struct State {
    var machine = QueueMachine<Key>()
    var failures: [Key: Int] = [:]
    var waiters: [(id: UInt64, continuation: CheckedContinuation<Key?, Never>)] = []
    var nextWaiter: UInt64 = 0
    var isShutDown = false
    var timer: Task<Void, Never>?
    var timerDue: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let backoff: Backoff

  /// `backoff` is the delay of ``retry(_:)``, per key.
  public init(backoff: Backoff = Backoff(base: .milliseconds(750), limit: .seconds(900))) { self.backoff = backoff }

  deinit { state.withLock { $0.timer?.cancel() } }

  /// Keys that are ready and not in anybody's hands.
  public var depth: Int { state.withLock { $0.machine.waitingCount } }
  /// Keys that wait for their time.
  public var scheduledCount: Int { state.withLock { $0.machine.scheduledCount } }

  public func add(_ key: Key, priority: Priority = .normal) {
    update { $0.machine.add(key, priority: priority) }
  }

  /// Adds a key when the time has passed, unless it is already to come earlier.
  public func add(_ key: Key, after delay: Duration) {
    guard delay > .zero else { return add(key) }
    update { $0.machine.add(key, at: .now + delay) }
  }

  /// Adds a key after a delay that doubles with each call since ``forget(_:)``. Returns the delay.
  @discardableResult
  public func retry(_ key: Key) -> Duration {
    let failures = state.withLock { state in
      state.failures[key, default: 0] += 1
      return state.failures[key] ?? 1
    }
    let delay = backoff.delay(failures: failures)
    add(key, after: delay)
    return delay
  }

  /// Ends the row of failures of a key.
  public func forget(_ key: Key) { state.withLock { $0.failures[key] = nil } }

  /// Whether a worker has the key in hand.
  public func isProcessing(_ key: Key) -> Bool { state.withLock { $0.machine.isProcessing(key) } }

  /// The next key, as soon as there is one; `nil` when the queue is shut down or the task is cancelled.
  public func next() async -> Key? {
    let id = state.withLock { state in
      state.nextWaiter &+= 1
      return state.nextWaiter
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let immediate: Key?? = state.withLock { state in
          if state.isShutDown || Task.isCancelled { return .some(nil) }
          if let key = state.machine.take() { return key }
          state.waiters.append((id, continuation))
          return nil
        }
        if let immediate { continuation.resume(returning: immediate) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
      }
      waiter?.resume(returning: nil)
    }
  }

  /// Gives a key back after its work.
  public func done(_ key: Key) {
    update { $0.machine.done(key) }
  }

  /// Ends the queue: waiting workers get `nil`.
  public func shutDown() {
    let (waiters, timer) = state.withLock { state in
      state.isShutDown = true
      defer { state.waiters = [] }
      return (state.waiters.map(\.continuation), state.timer)
    }
    timer?.cancel()
    for waiter in waiters { waiter.resume(returning: nil) }
  }

  /// Changes the state, then hands ready keys to waiting workers and sees to the timer.
  private func update(_ change: (inout State) -> Void) {
    var handovers: [(CheckedContinuation<Key?, Never>, Key)] = []
    state.withLock { state in
      if state.isShutDown { return }
      change(&state)
      while !state.waiters.isEmpty, let key = state.machine.take() {
        handovers.append((state.waiters.removeFirst().continuation, key))
      }
      arrangeTimer(&state)
    }
    for (worker, key) in handovers { worker.resume(returning: key) }
  }

  /// One task sleeps until the first scheduled key is due; an earlier key replaces it.
  private func arrangeTimer(_ state: inout State) {
    guard let due = state.machine.nextDue else { return }
    if let planned = state.timerDue, planned <= due { return }
    state.timer?.cancel()
    state.timerDue = due
    state.timer = Task { [weak self] in
      try? await Task.sleep(until: due, tolerance: .milliseconds(5))
      if !Task.isCancelled { self?.timerFired() }
    }
  }

  private func timerFired() {
    update { state in
      state.timerDue = nil
      state.machine.releaseDue(now: .now)
    }
  }
}
