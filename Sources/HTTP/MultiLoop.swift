import CLibcurl

/// The event loop of one client: libcurl's multi handle and the transfers in it.
///
/// Not `Sendable` on purpose: it is made, run and torn down on one thread, and no reference to it leaves that
/// thread. Other threads talk to it through its ``LoopInbox``.
final class MultiLoop {
  private let multi: UnsafeMutableRawPointer
  private let inbox: LoopInbox
  private let configuration: HTTPClientConfiguration
  private let clock = ContinuousClock()
  private var transfers: [UInt64: Transfer] = [:]
  private var stopping = false

  /// `nil` when libcurl cannot be used, for which ``CurlGlobal/failure`` has the reason, or has no memory.
  init?(inbox: LoopInbox, configuration: HTTPClientConfiguration) {
    guard CurlGlobal.failure == nil, let multi = curl_multi_init() else { return nil }
    self.multi = multi
    self.inbox = inbox
    self.configuration = configuration
    _ = flux_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    _ = flux_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(1, configuration.maximumIdleConnections))
    _ = flux_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, max(0, configuration.maximumConnectionsPerHost))
    inbox.attach(multi)
  }

  /// Runs until told to stop. Transfers that are under way then fail with `clientClosed`.
  func run() {
    while !stopping {
      for command in inbox.drain() { handle(command) }
      if stopping { break }
      var running: Int32 = 0
      guard curl_multi_perform(multi, &running) == CURLM_OK else { break }
      finishCompleted()
      expireIdle()
      guard curl_multi_poll(multi, nil, 0, pollTimeout(), nil) == CURLM_OK else { break }
    }
    tearDown()
  }

  private func handle(_ command: LoopInbox.Command) {
    switch command {
    case .start(let exchange): start(exchange)
    case .resume(let id): resume(id)
    case .cancel(let id): remove(id)
    case .stop: stopping = true
    }
  }

  private func start(_ exchange: Exchange) {
    do throws(HTTPError) {
      let transfer = try Transfer(exchange, configuration: configuration, now: clock.now)
      guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else { throw exchange.error(.clientClosed) }
      transfers[exchange.id] = transfer
    } catch {
      exchange.finish(.failure(error))
    }
  }

  private func resume(_ id: UInt64) {
    guard let transfer = transfers[id], let result = transfer.resume(at: clock.now) else { return }
    remove(id)
    transfer.exchange.finish(result)
  }

  private func remove(_ id: UInt64) {
    guard let transfer = transfers.removeValue(forKey: id) else { return }
    curl_multi_remove_handle(multi, transfer.easy)
  }

  /// Takes the transfers that libcurl has finished with out of it.
  private func finishCompleted() {
    var queued: Int32 = 0
    while let message = curl_multi_info_read(multi, &queued) {
      guard message.pointee.msg == CURLMSG_DONE, let transfer = Transfer.of(message.pointee.easy_handle)
      else { continue }
      // The message is gone once the handle is removed.
      let result = transfer.result(message.pointee.data.result)
      remove(transfer.exchange.id)
      transfer.exchange.finish(result)
    }
  }

  private func expireIdle() {
    let now = clock.now
    for (id, transfer) in transfers {
      guard let deadline = transfer.idleDeadline(at: now), deadline <= now else { continue }
      remove(id)
      let error = transfer.exchange.error(.timeout(.idle, after: transfer.exchange.request.options.idleTimeout))
      transfer.exchange.finish(.failure(error))
    }
  }

  /// Milliseconds until the next idle deadline. libcurl shortens this by its own timers.
  private func pollTimeout() -> Int32 {
    var next = Duration.seconds(60)
    let now = clock.now
    for transfer in transfers.values {
      guard let deadline = transfer.idleDeadline(at: now) else { continue }
      next = min(next, now.duration(to: deadline))
    }
    return Int32(clamping: max(0, next.milliseconds) &+ 1)
  }

  private func tearDown() {
    for case .start(let exchange) in inbox.close() { exchange.finish(.failure(exchange.error(.clientClosed))) }
    for (id, transfer) in transfers {
      remove(id)
      transfer.exchange.finish(.failure(transfer.exchange.error(.clientClosed)))
    }
    curl_multi_cleanup(multi)
  }
}

/// libcurl's process-wide state.
enum CurlGlobal {
  /// Loads and initialises libcurl the first time it is read; a global constant is computed exactly once.
  static let failure: String? = {
    if let missing = flux_curl_load() { return String(cString: missing) }
    return curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK ? nil : "it does not start"
  }()
}

extension Duration {
  /// Whole milliseconds, rounded up, so that a deadline that is not zero does not become zero.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return seconds > 0 ? Int(Int32.max) : 0 }
    let rest = (attoseconds &+ 999_999_999_999_999) / 1_000_000_000_000_000
    let (sum, sumOverflow) = whole.addingReportingOverflow(rest)
    return sumOverflow ? Int(Int32.max) : Int(clamping: sum)
  }
}
