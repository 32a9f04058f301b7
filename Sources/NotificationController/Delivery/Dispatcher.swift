import GitOpsAPI
import Logging
import OperatorKit
import Synchronization

/// Holds a lane for each provider that has something waiting, and works through all of them at once.
///
/// One provider that hangs or is slow holds up nobody else: its lane has bounds, back-off and failures of its own, and
/// providers that are failing share fewer connections than those that are well.
final class Dispatcher: Sendable {
  /// Delivers one notification; throws when that failed.
  typealias Deliver = @Sendable (_ provider: ObjectKey, Notification) async throws -> Void
  /// Told of events that were dropped, and of deliveries that failed.
  struct Reports: Sendable {
    var dropped: @Sendable (_ provider: ObjectKey, _ count: Int, _ alert: Alert) -> Void
    var failed: @Sendable (_ provider: ObjectKey, Notification, any Error) -> Void
  }

  struct Limits: Sendable {
    /// Bytes that wait in all lanes.
    var bytes = 6 * 1024 * 1024
    /// Bytes in lanes of providers that are well and fast, from where on nothing more is taken in.
    var pressure = 2 * 1024 * 1024
    var lane = Lane.Bounds()
    var deliveries = 48
    var failingDeliveries = 16
    /// The pauses after failures.
    var backoff = LaneBackoff.policy
  }

  private struct Member {
    var lane: Lane
    var backoff: LaneBackoff
    var pace = LanePace()
    var isRunning = false
    /// The pause after a failure.
    var rest: Task<Void, Never>?
    /// Whether the provider was changed while a delivery was in hand: there is no pause after it.
    var isChanged = false
  }

  private struct State {
    var lanes: [ObjectKey: Member] = [:]
    var inFlight = 0
    var roomWaiter: CheckedContinuation<Void, Never>?
  }

  private let limits: Limits
  private let deliver: Deliver
  private let reports: Reports
  private let state = Mutex(State())
  private let starts: AsyncStream<ObjectKey>
  private let start: AsyncStream<ObjectKey>.Continuation
  private let well: MemoryBudget
  private let failing: MemoryBudget

  init(limits: Limits = Limits(), reports: Reports, deliver: @escaping Deliver) {
    self.limits = limits
    self.reports = reports
    self.deliver = deliver
    (starts, start) = AsyncStream.makeStream()
    well = MemoryBudget(totalBytes: limits.deliveries)
    failing = MemoryBudget(totalBytes: limits.failingDeliveries)
  }

  private var newMember: Member {
    Member(lane: Lane(bounds: limits.lane), backoff: LaneBackoff(limits.backoff))
  }

  /// Notifications that wait.
  var waitingCount: Int { state.withLock { $0.lanes.values.reduce(0) { $0 + $1.lane.count } } }

  /// Whether nothing waits and nothing is being delivered.
  var isIdle: Bool { state.withLock { $0.inFlight == 0 && $0.lanes.values.allSatisfy(\.lane.isEmpty) } }

  /// Puts a notification into its provider's lane.
  func add(_ notification: Notification, for provider: ObjectKey) {
    let (isNew, dropped) = state.withLock { state in
      let dropped = state.lanes[provider, default: newMember].lane.add(notification)
      let isNew = state.lanes[provider]?.isRunning == false
      state.lanes[provider]?.isRunning = true
      return (isNew, dropped)
    }
    if dropped > 0 { reports.dropped(provider, dropped, notification.alert) }
    if isNew { start.yield(provider) }
    makeRoom(notification.alert)
  }

  /// Returns when the lanes of providers that keep up have room, or after a while.
  func waitForRoom(atMost patience: Duration = .seconds(5)) async {
    let deadline = ContinuousClock.now + patience
    while state.withLock({ isPressed($0) }), ContinuousClock.now < deadline, !Task.isCancelled {
      await pause(atMost: .milliseconds(100))
    }
  }

  /// Until there is room, or for a moment: in which a provider may turn out to be slow.
  private func pause(atMost moment: Duration) async {
    let timer = Task {
      while !Task.isCancelled {
        try? await AlarmClock.shared.sleep(for: moment)
        wakeRoomWaiter()
      }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in
        let waits = state.withLock { state in
          guard isPressed(state), state.roomWaiter == nil, !Task.isCancelled else { return false }
          state.roomWaiter = waiter
          return true
        }
        if !waits { waiter.resume() }
      }
    } onCancel: {
      wakeRoomWaiter()
    }
    timer.cancel()
  }

  /// Delivers until ``close()`` was called and all lanes are empty, or the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await provider in starts {
        group.addTask { await self.work(provider) }
      }
    }
  }

  func close() { start.finish() }

  private func work(_ provider: ObjectKey) async {
    while let (notification, isFailing) = next(provider) {
      guard !Task.isCancelled else { return }
      let failed = await attempt(provider, notification, isFailing)
      let rest = state.withLock { state -> Task<Void, Never>? in
        state.inFlight -= 1
        state.lanes[provider]?.pace.ended()
        let isChanged = state.lanes[provider]?.isChanged ?? false
        guard failed, !isChanged, let pause = state.lanes[provider]?.backoff.failed() else {
          state.lanes[provider]?.backoff.succeeded()
          return nil
        }
        let rest = Task<Void, Never> { try? await AlarmClock.shared.sleep(for: pause) }
        state.lanes[provider]?.rest = rest
        return rest
      }
      wakeRoomWaiterIfRelieved()
      if let rest {
        await withTaskCancellationHandler {
          await rest.value
        } onCancel: {
          rest.cancel()
        }
      }
    }
  }

  /// Ends the back-off of a provider that was changed: what waits for it is tried at once.
  func wake(_ provider: ObjectKey) {
    let rest = state.withLock { state -> Task<Void, Never>? in
      guard state.lanes[provider]?.isRunning == true else {
        state.lanes[provider] = nil  // it was only remembered because it failed
        return nil
      }
      state.lanes[provider]?.isChanged = true
      state.lanes[provider]?.backoff.succeeded()
      return state.lanes[provider]?.rest
    }
    rest?.cancel()
  }

  private func attempt(_ provider: ObjectKey, _ notification: Notification, _ isFailing: Bool) async -> Bool {
    do {
      try await (isFailing ? failing : well).with(1) { try await deliver(provider, notification) }
      return false
    } catch is CancellationError {
      return true
    } catch {
      reports.failed(provider, notification, error)
      return true
    }
  }

  /// Takes the next notification, or ends the lane when there is none.
  private func next(_ provider: ObjectKey) -> (Notification, Bool)? {
    state.withLock { state in
      guard let notification = state.lanes[provider]?.lane.next() else {
        // A provider that fails is remembered, so that it does not begin anew with each event.
        state.lanes[provider]?.isRunning = false
        if state.lanes[provider]?.backoff.isFailing != true { state.lanes[provider] = nil }
        return nil
      }
      state.inFlight += 1
      state.lanes[provider]?.rest = nil
      state.lanes[provider]?.isChanged = false
      state.lanes[provider]?.pace.began()
      return (notification, state.lanes[provider]?.backoff.isFailing ?? false)
    }
  }

  /// Forgets a provider that is gone, with what waits for it.
  func forget(_ provider: ObjectKey) {
    state.withLock { state in
      if state.lanes[provider]?.isRunning == false { state.lanes[provider] = nil }
    }
  }

  /// When all lanes together are too full, the longest gives.
  private func makeRoom(_ alert: Alert) {
    while true {
      let victim = state.withLock { state -> (ObjectKey, Int)? in
        let total = state.lanes.values.reduce(0) { $0 + $1.lane.bytes }
        guard total > limits.bytes, let longest = state.lanes.max(by: { $0.value.lane.bytes < $1.value.lane.bytes })
        else { return nil }
        return (longest.key, state.lanes[longest.key]?.lane.dropOldest() ?? 0)
      }
      guard let (provider, count) = victim, count > 0 else { return }
      reports.dropped(provider, count, alert)
    }
  }

  private func isPressed(_ state: State) -> Bool {
    var bytes = 0
    for member in state.lanes.values where !member.backoff.isFailing && member.pace.isFast() {
      // A lane that is nearly full would drop what a moment later could be sent.
      if member.lane.bytes > limits.lane.bytes / 2 || member.lane.count > limits.lane.items / 2 { return true }
      bytes += member.lane.bytes
    }
    return bytes > limits.pressure
  }

  private func wakeRoomWaiterIfRelieved() {
    if state.withLock({ !isPressed($0) }) { wakeRoomWaiter() }
  }

  private func wakeRoomWaiter() {
    let waiter = state.withLock { state in
      defer { state.roomWaiter = nil }
      return state.roomWaiter
    }
    waiter?.resume()
  }
}
