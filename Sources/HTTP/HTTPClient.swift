import Synchronization

/// The client for everything that goes out: Kubernetes API servers, Git servers, registries, downloads.
///
/// # Expected flow
/// ``send(_:)`` returns once the answer's header is there; the body is then read from
/// ``HTTPResponse/body``, chunk by chunk. One background thread runs all transfers of a client.
///
/// # Guarantees
/// - Connections are reused, but never across different trust, client certificates, keys or
///   ``HTTPOptions/connectionGroup``.
/// - Cancelling the task closes the connection (HTTP/1.1) or resets the stream (HTTP/2) at once.
/// - No blocking call runs on Swift's thread pool.
///
/// # Errors
/// ``HTTPError``. Any status code is an answer, not an error.
public final class HTTPClient: Sendable {
  /// A client for the whole process, never shut down.
  public static let shared = HTTPClient()

  private let configuration: HTTPClientConfiguration
  private let inbox = LoopInbox()
  private let nextID = Atomic<UInt64>(1)

  /// Starts a client and its thread.
  public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    self.configuration = configuration
    let inbox = inbox
    let started = LoopThread.start {
      guard let loop = MultiLoop(inbox: inbox, configuration: configuration) else { return Self.fail(inbox) }
      loop.run()
    }
    if !started { Self.fail(inbox) }
  }

  deinit {
    shutdown()
  }

  /// Ends all transfers with `clientClosed`, closes all connections and ends the thread. Returns at once.
  public func shutdown() {
    inbox.post(.stop)
  }

  /// Sends a request and returns the answer once its header is complete.
  ///
  /// - Throws: ``HTTPError``; of kind `cancelled` when the task is cancelled.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var redirector = Redirector(request)
    while true {
      let response = try await exchange(redirector.request)
      guard try redirector.follow(response) else { return response }
      response.body.cancel()
    }
  }

  private func exchange(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    if request.options.proxy == .environment {
      request.options.proxy = configuration.proxyEnvironment.proxy(for: request.url)
    }
    let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
    let exchange = Exchange(id: id, request: request, bodyLimit: configuration.bodyBuffer, inbox: inbox)
    guard inbox.post(.start(exchange)) else { throw exchange.error(.clientClosed) }
    let body = HTTPBody(exchange: exchange)
    let head = try await exchange.awaitHead()
    return HTTPResponse(
      status: head.status, headers: head.headers, version: head.version,
      url: request.url.withoutCredentials, body: body)
  }

  /// Refuses everything when there is no thread to serve it.
  private static func fail(_ inbox: LoopInbox) {
    for case .start(let exchange) in inbox.close() { exchange.finish(.failure(exchange.error(.clientClosed))) }
  }
}
