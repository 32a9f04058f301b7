import CLibcurl

/// One request inside libcurl. Like ``MultiLoop``, which owns it, it never leaves the client's thread.
final class Transfer {
  let exchange: Exchange
  let easy: UnsafeMutableRawPointer

  /// What a callback found wrong; libcurl only reports that a callback gave up.
  var failure: HTTPError.Kind?
  var head: ResponseHeadParser
  var upload: UploadSource?
  /// The authorities that its connection is to trust.
  var trust: TrustStore?
  /// Lists that libcurl reads while the transfer runs, to be freed after it.
  var lists: [UnsafeMutablePointer<curl_slist>] = []

  private let errorText: UnsafeMutablePointer<CChar>
  private let clock = ContinuousClock()
  private var lastActivity: ContinuousClock.Instant
  private var paused = false
  private var wasConnected = false
  /// Whether the final header was handed over; later header lines are trailers.
  private var headDelivered = false

  /// - Throws: ``HTTPError`` when the request cannot be expressed or memory is short.
  init(_ exchange: Exchange, configuration: HTTPClientConfiguration, now: ContinuousClock.Instant) throws(HTTPError) {
    guard let easy = curl_easy_init() else { throw exchange.error(.clientClosed) }
    self.exchange = exchange
    self.easy = easy
    head = ResponseHeadParser(limit: exchange.request.options.maximumHeaderBytes)
    lastActivity = now
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    _ = flux_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    _ = flux_easy_set_pointer(easy, CURLOPT_PRIVATE, Unmanaged.passUnretained(self).toOpaque())
    try TransferSetup(self, configuration: configuration).apply()
  }

  deinit {
    curl_easy_cleanup(easy)
    for list in lists { curl_slist_free_all(list) }
    errorText.deallocate()
  }

  /// The transfer behind an easy handle. Handles are only in use while their transfer is in the loop's table.
  static func of(_ easy: UnsafeMutableRawPointer?) -> Transfer? {
    var context: UnsafeMutablePointer<CChar>?
    guard let easy, flux_easy_get_private(easy, &context) == CURLE_OK, let context else { return nil }
    return Unmanaged<Transfer>.fromOpaque(UnsafeRawPointer(context)).takeUnretainedValue()
  }

  /// When the transfer has been silent for too long; `nil` before it is connected and while its reader holds
  /// it back.
  func idleDeadline(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    guard !paused, let timeout = exchange.request.options.idleTimeout else { return nil }
    if !wasConnected {
      guard isConnected else { return nil }
      wasConnected = true
      lastActivity = now
    }
    return lastActivity.advanced(by: timeout)
  }

  /// Whether the connection, TLS included, was up at some time.
  var isConnected: Bool {
    var microseconds: curl_off_t = 0
    return flux_easy_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK && microseconds > 0
  }

  /// Goes on after a pause. libcurl may call ``receive(body:)`` from within.
  ///
  /// - Returns: how the transfer ended, if that ended it.
  func resume(at now: ContinuousClock.Instant) -> Result<Void, HTTPError>? {
    guard paused else { return nil }
    paused = false
    lastActivity = now
    let code = curl_easy_pause(easy, CURLPAUSE_CONT)
    return code == CURLE_OK ? nil : result(code)
  }

  /// How the transfer ended, given libcurl's code for it.
  func result(_ code: CURLcode) -> Result<Void, HTTPError> {
    if code == CURLE_OK && headDelivered { return .success(()) }
    let text = String(cString: errorText)
    let kind = failure ?? CurlFailure(code: code, text: text, transfer: self).kind
    return .failure(exchange.error(kind))
  }

  var hasHead: Bool { headDelivered }

  // Called back by libcurl.

  /// A header line, with its line end. `false` ends the transfer.
  func receive(header line: UnsafeRawBufferPointer) -> Bool {
    lastActivity = clock.now
    switch head.receive(line) {
    case .more: return true
    case .failed(let kind):
      failure = kind
      return false
    case .complete(let status, let version, let headers):
      guard !headDelivered else { return true }
      headDelivered = true
      exchange.deliver(ResponseHead(status: status, version: version, headers: headers))
      return true
    }
  }

  /// A piece of the body. When told to pause, libcurl brings it again.
  func receive(body bytes: UnsafeRawBufferPointer) -> BodyBuffer.Offer {
    lastActivity = clock.now
    let offer = exchange.offer(bytes)
    if offer == .paused { paused = true }
    if offer == .refused, case .fail(let limit) = exchange.request.options.slowReader {
      failure = .readerTooSlow(limit: limit)
    }
    return offer
  }

  /// Room for a piece of the request's body. `nil` ends the transfer.
  func send(into room: UnsafeMutableRawBufferPointer) -> Int? {
    lastActivity = clock.now
    guard let upload else { return 0 }
    do throws(UploadSource.Failure) {
      return try upload.read(into: room)
    } catch {
      failure = .invalidRequest(error.description)
      return nil
    }
  }
}
