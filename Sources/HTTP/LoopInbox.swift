import CLibcurl
import Synchronization

/// What other threads tell the client's thread.
final class LoopInbox: Sendable {
  enum Command: Sendable {
    case start(Exchange)
    case resume(UInt64)
    case cancel(UInt64)
    case stop
  }

  /// The multi handle as other threads may use it.
  ///
  /// `@unchecked Sendable`: it is only ever passed to `curl_multi_wakeup`, the one function of the multi
  /// interface that may be called from any thread, and only while ``State/waker`` is set. The thread clears
  /// that under the same lock before it destroys the handle.
  private struct Waker: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer
  }

  private struct State {
    var commands: [Command] = []
    var waker: Waker?
    var closed = false
  }

  private let state = Mutex(State())

  /// Leaves a command and wakes the thread; `false` when it is no longer there to take it.
  @discardableResult
  func post(_ command: Command) -> Bool {
    state.withLock { state in
      guard !state.closed else { return false }
      // Whoever left the first command has woken the thread.
      let first = state.commands.isEmpty
      state.commands.append(command)
      if first, let waker = state.waker { curl_multi_wakeup(waker.multi) }
      return true
    }
  }

  /// All commands since the last time, in order.
  func drain() -> [Command] {
    state.withLock { state in
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// From now on commands wake this multi handle. Called by the thread that owns it.
  func attach(_ multi: UnsafeMutableRawPointer) {
    let waker = Waker(multi: multi)
    state.withLock { $0.waker = waker }
  }

  /// Takes no more commands and returns those not yet taken. The multi handle may be destroyed afterwards.
  func close() -> [Command] {
    state.withLock { state in
      state.closed = true
      state.waker = nil
      defer { state.commands = [] }
      return state.commands
    }
  }
}
