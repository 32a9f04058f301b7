import Glibc
import Synchronization

/// Sees to it that one run is killed at one step, and remembers which step that was.
final class CrashArming: Sendable {
  private struct State {
    var target = 0
    var count = 0
    var child: ChildProcess?
    var step: String?
  }

  private let trigger: CrashTrigger
  private let preload: CrashPreload?
  private let state = Mutex(State())

  init(_ trigger: CrashTrigger) async throws {
    self.trigger = trigger
    preload = if case .fileCall = trigger { try await CrashPreload() } else { nil }
  }

  /// Gets ready for a run that is to be killed at its n-th step, before the process is started.
  func prepare(_ configuration: inout ProcessConfiguration, _ number: Int) {
    state.withLock { $0 = State(target: number) }
    switch trigger {
    case .fileCall(let calls, let moment):
      preload?.arm(&configuration, at: number, of: calls, moment)
    case .request(let proxy, let moment, let matches):
      proxy.setHook { [self] request, passing in
        guard passing == moment, matches(request) else { return isOver ? .cut : .proceed }
        return await count(request, moment)
      }
    }
  }

  /// Tells which process is to be killed.
  func watch(_ child: ChildProcess) { state.withLock { $0.child = child } }

  /// Ends the counting; whatever comes is undisturbed.
  func disarm() {
    if case .request(let proxy, _, _) = trigger { proxy.setHook(nil) }
    if case .fileCall = trigger {
      let step = step()
      state.withLock { $0.step = step }
    }
  }

  /// The step at which the process was killed; `nil` if it did not come to that.
  func step() -> String? {
    guard case .fileCall(_, let moment) = trigger, let preload else { return state.withLock { $0.step } }
    let target = state.withLock { $0.target }
    let calls = preload.calls()
    return calls.indices.contains(target - 1) ? "\(moment.rawValue) \(calls[target - 1])" : nil
  }

  private var isOver: Bool { state.withLock { $0.step != nil } }

  private func count(_ request: ProxiedRequest, _ moment: FaultProxy.Moment) async -> FaultProxy.HookDecision {
    let isDue = state.withLock { state in
      state.count += 1
      guard state.count == state.target else { return state.count > state.target }
      state.step = "\(moment == .beforeForwarding ? "before" : "after") \(request)"
      return true
    }
    guard isDue else { return .proceed }
    // A request may arrive before the harness has said which process sent it.
    try? await eventually("the process under test being known") { state.withLock { $0.child != nil } }
    await state.withLock { $0.child }?.kill()
    return .cut
  }
}
