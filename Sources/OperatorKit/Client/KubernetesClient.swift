public import HTTP
import JSON

/// A client of one API server, as one identity.
///
/// Values of this type are cheap to copy; copies share the connection, the discovery cache and the credentials.
///
/// Expected flow: make one from a ``ClientConfiguration``; use the typed or the dynamic calls; derive clients for
/// tenants with ``impersonating(_:)``.
///
/// Guarantees: a request is sent at most once, and never retried after it may have been executed. Each request has a
/// deadline. Cancelling the task cancels the request.
///
/// Errors: ``KubernetesError``, ``ClientConfigurationError`` when credentials cannot be read, `CancellationError`.
public struct KubernetesClient: Sendable {
  /// In one place: whatever talks to a server has a client in hand, and so has each function that waits for an answer.
  private let core: Core

  public var configuration: ClientConfiguration { core.configuration }
  var http: HTTPClient { core.http }
  var credentials: CredentialSource { core.credentials }
  var limiter: RequestLimiter? { core.limiter }
  var discovery: Discovery { core.discovery }
  var observer: RequestObserver? { core.observer }

  /// Told of each request that was answered, for metrics: status code, method, host.
  public typealias RequestObserver = @Sendable (_ code: Int, _ method: String, _ host: String) -> Void

  /// No object in etcd is larger than 1.5 MiB; what is far beyond it is not an object.
  static let maximumObjectBytes = 16 << 20

  public init(
    _ configuration: ClientConfiguration, http: HTTPClient = .shared, observer: RequestObserver? = nil
  ) {
    core = Core(
      configuration: configuration, http: http, credentials: CredentialSource(configuration.credentials),
      limiter: configuration.rateLimit.map(RequestLimiter.init), discovery: Discovery(), observer: observer)
  }

  private init(_ original: KubernetesClient, configuration: ClientConfiguration) {
    core = Core(
      configuration: configuration, http: original.http, credentials: original.credentials,
      limiter: original.limiter, discovery: original.discovery, observer: original.observer)
  }

  /// The same server as another identity. Everything that the result sends carries that identity.
  public func impersonating(_ identity: Impersonation) -> KubernetesClient {
    var changed = configuration
    changed.impersonation = identity
    return KubernetesClient(self, configuration: changed)
  }
}

private final class Core: Sendable {
  let configuration: ClientConfiguration
  let http: HTTPClient
  let credentials: CredentialSource
  let limiter: RequestLimiter?
  let discovery: Discovery
  let observer: KubernetesClient.RequestObserver?

  init(
    configuration: ClientConfiguration, http: HTTPClient, credentials: CredentialSource, limiter: RequestLimiter?,
    discovery: Discovery, observer: KubernetesClient.RequestObserver?
  ) {
    self.configuration = configuration
    self.http = http
    self.credentials = credentials
    self.limiter = limiter
    self.discovery = discovery
    self.observer = observer
  }
}

// MARK: Requests

extension KubernetesClient {
  /// What kind of answer a request has; decides how it is carried.
  enum Transfer {
    /// One object: many of these share one HTTP/2 connection.
    case short
    /// Many objects. Over HTTP/1.1 a slow reader holds the server back; libcurl's HTTP/2 windows are 32 MiB.
    case long
    /// A stream of events over the shared connection. A reader that cannot keep up loses it and lists anew.
    case watch
  }

  /// What a watch may have in line before its reader counts as too slow.
  private static let maximumUnreadBytes = 4 << 20

  /// Sends a request and returns the answer once its head is there. Throws for every status that is not a success.
  func send(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [],
    accept: String = "application/json", body: JSONValue? = nil, contentType: String = "application/json",
    timeout: Duration? = nil, idleTimeout: Duration? = nil, transfer: Transfer = .short
  ) async throws -> HTTPResponse {
    try await limiter?.wait()
    var request = HTTPRequest(
      method: method, url: configuration.server.appending(encodedPath: path).appending(query: query))
    request.headers["Accept"] = accept
    request.headers["User-Agent"] = configuration.userAgent
    if let authorization = try await credentials.authorization() { request.headers["Authorization"] = authorization }
    if let identity = configuration.impersonation {
      request.headers["Impersonate-User"] = identity.user
      for group in identity.groups { request.headers.add("Impersonate-Group", group) }
    }
    if let body {
      request.headers["Content-Type"] = contentType
      request.body = .bytes(body.serialized())
    }
    request.options.tls = configuration.tls
    request.options.proxy = configuration.proxy
    request.options.httpVersion = transfer == .long ? .http1 : .http2
    if transfer == .watch { request.options.slowReader = .fail(unreadBytes: KubernetesClient.maximumUnreadBytes) }
    request.options.totalTimeout = timeout ?? (idleTimeout == nil ? configuration.requestTimeout : nil)
    request.options.idleTimeout = idleTimeout
    let response = try await perform(request)
    observer?(response.status, method.rawValue, configuration.server.host)
    return try await checked(response)
  }

  private func perform(_ request: HTTPRequest) async throws -> HTTPResponse {
    do {
      return try await http.send(request)
    } catch {
      observer?(0, request.method.rawValue, configuration.server.host)
      throw KubernetesClient.translated(error)
    }
  }

  private func checked(_ response: HTTPResponse) async throws -> HTTPResponse {
    if response.headers["X-Kubernetes-PF-FlowSchema-UID"] != nil { limiter?.lift() }
    guard !response.isSuccess else { return response }
    if response.status == 401 { credentials.invalidate() }
    let body = (try? await response.body.collect(upTo: 1 << 20)) ?? []
    let retryAfter = response.headers["Retry-After"].flatMap { Int64($0) }.map { Duration.seconds($0) }
    throw KubernetesError(code: response.status, body: body, retryAfter: retryAfter)
  }

  /// Failures of the connection become ``KubernetesError``; cancellation stays what it is.
  static func translated(_ error: any Error) -> any Error {
    guard let error = error as? HTTPError else { return error }
    return switch error.kind {
    case .cancelled: CancellationError()
    case .timeout: KubernetesError(kind: .timeout, message: "\(error)")
    default: KubernetesError(kind: .transport, message: "\(error)")
    }
  }

  /// Reads an answer that is one object.
  func object(_ response: HTTPResponse) async throws -> DynamicObject {
    let bytes: [UInt8]
    do {
      bytes = try await response.body.collect(upTo: KubernetesClient.maximumObjectBytes)
    } catch {
      throw KubernetesClient.translated(error)
    }
    do {
      return DynamicObject(try JSONValue(parsing: bytes))
    } catch {
      throw KubernetesError(kind: .malformed, message: "the API server's answer is broken: \(error)")
    }
  }
}

extension KubernetesClient {
  /// A client of another server, with its own credentials and discovery, over the same HTTP client and limits.
  public func connecting(to configuration: ClientConfiguration) -> KubernetesClient {
    var other = configuration
    other.userAgent = self.configuration.userAgent
    other.rateLimit = self.configuration.rateLimit
    return KubernetesClient(other, http: http, observer: observer)
  }
}
