import NIOCore
import Synchronization

/// The open connections of a server.
final class ConnectionTable: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var draining = false
    var emptyWaiter: CheckedContinuation<Void, Never>?
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  /// Takes in a connection until it closes; `false` when there are enough.
  func admit(_ channel: any Channel) -> Bool {
    let id = ObjectIdentifier(channel)
    let admitted = state.withLock { state in
      guard state.channels.count < limit, !state.draining else { return false }
      state.channels[id] = channel
      return true
    }
    if admitted { channel.closeFuture.whenComplete { [self] _ in remove(id) } }
    return admitted
  }

  private func remove(_ id: ObjectIdentifier) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.channels[id] = nil
      guard state.channels.isEmpty else { return nil }
      defer { state.emptyWaiter = nil }
      return state.emptyWaiter
    }
    waiter?.resume()
  }

  /// Takes in no more; connections close as soon as they have no request in hand.
  func drain() {
    let channels = state.withLock { state in
      state.draining = true
      return Array(state.channels.values)
    }
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
  }

  /// Waits until the last connection is closed. One caller at a time.
  func untilEmpty() async {
    await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
      let isEmpty = state.withLock { state in
        guard !state.channels.isEmpty else { return true }
        state.emptyWaiter = waiter
        return false
      }
      if isEmpty { waiter.resume() }
    }
  }

  /// Closes what is left.
  func closeAll() {
    let channels = state.withLock { Array($0.channels.values) }
    for channel in channels { channel.close(promise: nil) }
  }

  var count: Int { state.withLock { $0.channels.count } }
}
