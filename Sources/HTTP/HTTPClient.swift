import Synchronization

/// The client for everything that goes out: Kubernetes API servers, Git servers, registries, downloads.
///
/// # Expected flow
/// ``send(_:)`` returns once the answer's header is there; the body is then read from
/// ``HTTPResponse/body``, chunk by chunk. Background threads, one for each version of HTTP, run all transfers of a
/// client.
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
  // libcurl notes per host whether requests may share a connection, and turns that over with each connection of the
  // other version: requests then wait for a connection that nobody makes. So the versions have nothing in common.
  private let single: TransferLoop
  private let multiplexed: TransferLoop
  private let nextID = Atomic<UInt64>(1)

  /// A client; its threads start with the first request that needs them.
  public init(configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    self.configuration = configuration
    single = TransferLoop(configuration)
    multiplexed = TransferLoop(configuration)
  }

  deinit {
    shutdown()
  }

  /// Ends all transfers with `clientClosed`, closes all connections and ends the threads. Returns at once.
  public func shutdown() {
    single.stop()
    multiplexed.stop()
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
    let loop = request.mayMultiplex ? multiplexed : single
    let exchange = Exchange(id: id, request: request, bodyLimit: configuration.bodyBuffer, inbox: loop.inbox)
    guard loop.start(exchange) else { throw exchange.error(loop.refusal) }
    let body = HTTPBody(exchange: exchange)
    let head = try await exchange.awaitHead()
    return HTTPResponse(
      status: head.status, headers: head.headers, version: head.version,
      url: request.url.withoutCredentials, body: body)
  }
}
