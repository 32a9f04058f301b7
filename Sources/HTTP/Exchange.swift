import Synchronization

/// The head of an answer.
struct ResponseHead: Sendable {
  var status: Int
  var version: String
  var headers: HTTPHeaders
}

/// One request and its answer, as the sending task and the client's thread share it.
///
/// The thread delivers the head, offers the body and finishes; the task waits for the head and takes chunks.
/// Whichever comes first, an end is final: what comes later is ignored.
final class Exchange: Sendable {
  typealias HeadResult = Result<ResponseHead, HTTPError>
  typealias ChunkResult = Result<[UInt8]?, HTTPError>

  private struct State {
    var head: ResponseHead?
    var end: Result<Void, HTTPError>?
    var body: BodyBuffer
    var headWaiter: CheckedContinuation<HeadResult, Never>?
    var chunkWaiter: CheckedContinuation<ChunkResult, Never>?
  }

  let id: UInt64
  let request: HTTPRequest
  private let inbox: LoopInbox
  private let state: Mutex<State>

  init(id: UInt64, request: HTTPRequest, bodyLimit: Int, inbox: LoopInbox) {
    self.id = id
    self.request = request
    self.inbox = inbox
    let buffer =
      switch request.options.slowReader {
      case .pause: BodyBuffer(limit: bodyLimit)
      case .fail(let unreadBytes): BodyBuffer(limit: unreadBytes, pauses: false)
      }
    state = Mutex(State(body: buffer))
  }

  // Called by the task.

  /// Waits until the header of the final answer is there.
  func awaitHead() async throws(HTTPError) -> ResponseHead {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (waiter: CheckedContinuation<HeadResult, Never>) in
        let ready = state.withLock { state -> HeadResult? in
          if let head = state.head { return .success(head) }
          if let end = state.end { return .failure(end.failure ?? self.error(.reset("no answer"))) }
          state.headWaiter = waiter
          return nil
        }
        if let ready { waiter.resume(returning: ready) }
      }
    } onCancel: {
      cancel()
    }
    return try result.get()
  }

  /// Waits for the next chunk of the body; `nil` at its end.
  func nextChunk(isolation: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
    let result = await withTaskCancellationHandler(
      operation: {
        await withCheckedContinuation(isolation: isolation) { waiter in wait(for: waiter) }
      }, onCancel: { cancel() }, isolation: isolation)
    return try result.get()
  }

  private func wait(for waiter: CheckedContinuation<ChunkResult, Never>) {
    let (ready, resume) = state.withLock { state -> (ChunkResult?, Bool) in
      if case .failure(let error) = state.end, error.kind == .cancelled { return (.failure(error), false) }
      let taken = state.body.take()
      if let chunk = taken.chunk { return (.success(chunk), taken.resume) }
      if let end = state.end { return (end.map { nil }, false) }
      guard state.chunkWaiter == nil else {
        return (.failure(error(.invalidRequest("two tasks read the same body"))), taken.resume)
      }
      state.chunkWaiter = waiter
      return (nil, taken.resume)
    }
    if resume { inbox.post(.resume(id)) }
    if let ready { waiter.resume(returning: ready) }
  }

  /// Ends the transfer, if it has not ended, and wakes whoever waits.
  func cancel() {
    if finish(.failure(error(.cancelled)), dropBody: true) { inbox.post(.cancel(id)) }
  }

  // Called by the client's thread.

  /// Hands over the header of the final answer.
  func deliver(_ head: ResponseHead) {
    let waiter = state.withLock { state -> CheckedContinuation<HeadResult, Never>? in
      guard state.end == nil else { return nil }
      state.head = head
      defer { state.headWaiter = nil }
      return state.headWaiter
    }
    waiter?.resume(returning: .success(head))
  }

  /// Hands over a piece of the body.
  func offer(_ bytes: UnsafeRawBufferPointer) -> BodyBuffer.Offer {
    let (offer, waiter, chunk) = state.withLock {
      state -> (BodyBuffer.Offer, CheckedContinuation<ChunkResult, Never>?, [UInt8]?) in
      guard state.end == nil else { return (.accepted, nil, nil) }
      let offer = state.body.offer(bytes)
      guard let waiter = state.chunkWaiter, let chunk = state.body.take().chunk else { return (offer, nil, nil) }
      state.chunkWaiter = nil
      return (offer, waiter, chunk)
    }
    waiter?.resume(returning: .success(chunk))
    return offer
  }

  /// Ends the exchange; `false` when it had ended before.
  @discardableResult
  func finish(_ result: Result<Void, HTTPError>, dropBody: Bool = false) -> Bool {
    typealias Waiters = (CheckedContinuation<HeadResult, Never>?, CheckedContinuation<ChunkResult, Never>?)
    let waiters = state.withLock { state -> Waiters? in
      if dropBody { state.body.clear() }
      guard state.end == nil else { return nil }
      state.end = result
      defer { (state.headWaiter, state.chunkWaiter) = (nil, nil) }
      return (state.headWaiter, state.chunkWaiter)
    }
    guard let waiters else { return false }
    waiters.0?.resume(returning: .failure(result.failure ?? error(.reset("no answer"))))
    waiters.1?.resume(returning: result.map { nil })
    return true
  }

  func error(_ kind: HTTPError.Kind) -> HTTPError { HTTPError(kind, url: request.url) }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
