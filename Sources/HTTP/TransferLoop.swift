import Synchronization

/// A thread with a libcurl multi handle, started when it is first needed.
final class TransferLoop: Sendable {
  let inbox = LoopInbox()
  private let configuration: HTTPClientConfiguration
  private let isStarted = Atomic<Bool>(false)
  private let reason = Mutex(HTTPError.Kind.clientClosed)

  init(_ configuration: HTTPClientConfiguration) { self.configuration = configuration }

  /// Hands over a transfer; `false` after ``stop()`` and when there is no thread to be had.
  func start(_ exchange: Exchange) -> Bool {
    startThread()
    return inbox.post(.start(exchange))
  }

  /// Ends all transfers and the thread. Returns at once.
  func stop() {
    if isStarted.exchange(true, ordering: .acquiringAndReleasing) {
      inbox.post(.stop)
    } else {
      _ = inbox.close()
    }
  }

  private func startThread() {
    guard !isStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
    let hasThread = LoopThread.start { [self] in
      guard let loop = MultiLoop(inbox: inbox, configuration: configuration) else {
        return fail(CurlGlobal.failure.map { .libraryMissing($0) } ?? .clientClosed)
      }
      loop.run()
    }
    if !hasThread { fail(.clientClosed) }
  }

  /// Why transfers are refused, when they are.
  var refusal: HTTPError.Kind { reason.withLock { $0 } }

  /// Refuses everything from now on when there is no thread to serve it.
  private func fail(_ reason: HTTPError.Kind) {
    self.reason.withLock { $0 = reason }
    for case .start(let exchange) in inbox.close() { exchange.finish(.failure(exchange.error(reason))) }
  }
}
