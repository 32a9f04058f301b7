import NIOCore
import Synchronization

/// The open connections of a server.
final class ConnectionTable: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    /// Connections over the limit that are being told so.
    var refused = 0
    var draining = false
    var emptyWaiter: CheckedContinuation<Void, Never>?
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  /// What becomes of a new connection.
  enum Admission {
    /// It is served.
    case admitted
    /// There are enough: it is told so and closed.
    case refused
    /// There are even enough to be told so: it is closed at once.
    case dropped
  }

  /// Takes in a connection until it closes.
  func admit(_ channel: any Channel) -> Admission {
    let id = ObjectIdentifier(channel)
    let admission = state.withLock { state -> Admission in
      if state.channels.count < limit, !state.draining {
        state.channels[id] = channel
        return .admitted
      }
      guard state.refused < limit else { return .dropped }
      state.refused += 1
      return .refused
    }
    switch admission {
    case .admitted: channel.closeFuture.whenComplete { [self] _ in remove(id) }
    case .refused: channel.closeFuture.whenComplete { [self] _ in state.withLock { $0.refused -= 1 } }
    case .dropped: channel.close(promise: nil)
    }
    return admission
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
