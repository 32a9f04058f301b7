import Synchronization

/// A thread with a libcurl multi handle, started when it is first needed.
final class TransferLoop: Sendable {
  let inbox = LoopInbox()
  private let configuration: HTTPClientConfiguration
  private let isStarted = Atomic<Bool>(false)

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
    let (inbox, configuration) = (inbox, configuration)
    let hasThread = LoopThread.start {
      guard let loop = MultiLoop(inbox: inbox, configuration: configuration) else {
        return TransferLoop.fail(inbox, CurlGlobal.failure.map { .libraryMissing($0) } ?? .clientClosed)
      }
      loop.run()
    }
    if !hasThread { TransferLoop.fail(inbox, .clientClosed) }
  }

  /// Refuses everything when there is no thread to serve it.
  private static func fail(_ inbox: LoopInbox, _ reason: HTTPError.Kind) {
    for case .start(let exchange) in inbox.close() { exchange.finish(.failure(exchange.error(reason))) }
  }
}
