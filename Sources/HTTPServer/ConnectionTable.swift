import NIOCore
import Synchronization

/// The open connections of a server.
///
/// When there are as many as allowed, a new one takes the place of the one that has been without a request for longest:
/// a crowd that holds connections open, or begins requests and never ends them, keeps nobody out. Only requests in hand
/// are never given up.
final class ConnectionTable: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    /// Connections without a request in hand, and when that began, counted in events.
    var idle: [ObjectIdentifier: UInt64] = [:]
    var clock: UInt64 = 0
    /// Connections over the limit that are being told so.
    var refused = 0
    var draining = false
    var emptyWaiter: CheckedContinuation<Void, Never>?

    mutating func becameIdle(_ id: ObjectIdentifier) {
      clock &+= 1
      idle[id] = clock
    }

    mutating func removeLongestIdle() -> (any Channel)? {
      guard let id = idle.min(by: { $0.value < $1.value })?.key else { return nil }
      idle[id] = nil
      return channels.removeValue(forKey: id)
    }
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
    let (admission, displaced) = state.withLock { state -> (Admission, (any Channel)?) in
      let displaced = state.channels.count >= limit && !state.draining ? state.removeLongestIdle() : nil
      if state.channels.count < limit, !state.draining {
        state.channels[id] = channel
        state.becameIdle(id)
        return (.admitted, displaced)
      }
      guard state.refused < limit else { return (.dropped, nil) }
      state.refused += 1
      return (.refused, nil)
    }
    displaced?.close(promise: nil)
    switch admission {
    case .admitted: channel.closeFuture.whenComplete { [self] _ in remove(id) }
    case .refused: channel.closeFuture.whenComplete { [self] _ in state.withLock { $0.refused -= 1 } }
    case .dropped: channel.close(promise: nil)
    }
    return admission
  }

  /// Notes whether a connection has a request in hand.
  func note(_ channel: any Channel, isIdle: Bool) {
    let id = ObjectIdentifier(channel)
    state.withLock { state in
      guard state.channels[id] != nil else { return }
      if isIdle { state.becameIdle(id) } else { state.idle[id] = nil }
    }
  }

  private func remove(_ id: ObjectIdentifier) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.channels[id] = nil
      state.idle[id] = nil
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
