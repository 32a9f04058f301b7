import Synchronization

/// A request's body between the event loop, which fills it, and the handler, which reads it.
final class IncomingBody: Sendable {
  private typealias ChunkResult = Result<[UInt8]?, ServerBodyError>

  private struct State {
    var chunks: [[UInt8]] = []
    var count = 0
    var end: Result<Void, ServerBodyError>?
    var starved = false
    var waiter: CheckedContinuation<ChunkResult, Never>?
  }

  /// Bytes that may wait before the client is held back.
  private static let room = 64 * 1024

  private let state = Mutex(State())
  /// Asks the event loop to read on.
  private let demand: @Sendable () -> Void

  init(demand: @escaping @Sendable () -> Void) { self.demand = demand }

  /// The next piece, `nil` at the end.
  func next() async throws(ServerBodyError) -> [UInt8]? {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { waiter in wait(for: waiter) }
    } onCancel: {
      finish(.failure(.disconnected))
    }
    return try result.get()
  }

  private func wait(for waiter: CheckedContinuation<ChunkResult, Never>) {
    let (ready, ask) = state.withLock { state -> (ChunkResult?, Bool) in
      if !state.chunks.isEmpty {
        let all = Array(state.chunks.joined())
        state.chunks = []
        state.count = 0
        defer { state.starved = false }
        return (.success(all), state.starved)
      }
      if let end = state.end { return (end.map { nil }, false) }
      guard state.waiter == nil else { return (.failure(.disconnected), false) }
      state.waiter = waiter
      defer { state.starved = false }
      return (nil, state.starved)
    }
    if ask { demand() }
    if let ready { waiter.resume(returning: ready) }
  }

  // Called on the event loop.

  /// Adds a piece.
  func append(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let waiter = state.withLock { state -> CheckedContinuation<ChunkResult, Never>? in
      guard state.end == nil else { return nil }
      if let waiter = state.waiter {
        state.waiter = nil
        return waiter
      }
      state.chunks.append(bytes)
      state.count += bytes.count
      return nil
    }
    waiter?.resume(returning: .success(bytes))
  }

  /// Whether the event loop is to read on. If not, `demand` is called once there is room.
  func mayRead() -> Bool {
    state.withLock { state in
      guard state.end == nil, state.count >= Self.room else { return true }
      state.starved = true
      return false
    }
  }

  /// Ends the body. Only the first end counts.
  func finish(_ result: Result<Void, ServerBodyError>) {
    let waiter = state.withLock { state -> CheckedContinuation<ChunkResult, Never>? in
      guard state.end == nil else { return nil }
      state.end = result
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: result.map { nil })
  }
}
