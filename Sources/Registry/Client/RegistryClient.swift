public import HTTP
import Synchronization

/// How registries are reached: credentials, trust, proxy, deadlines.
public struct RegistryAccess: Sendable {
  public var credentials: RegistryCredentials
  /// Trust, proxy and deadlines of each request; redirects are the client's business.
  public var options: HTTPOptions
  /// Whether plain HTTP will do where the registry does not speak TLS.
  public var allowsPlainHTTP: Bool

  public init(
    credentials: RegistryCredentials = .anonymous, options: HTTPOptions = HTTPOptions(), allowsPlainHTTP: Bool = false
  ) {
    self.credentials = credentials
    self.options = options
    self.allowsPlainHTTP = allowsPlainHTTP
  }
}

/// Reads one repository of a registry, as the OCI distribution specification describes it.
///
/// # Guarantees
/// What is returned or handed on as complete has the digest that it was asked for by. Credentials go to the registry
/// and to the token server that it names, and to nobody to whom these redirect.
///
/// # Errors
/// ``RegistryError``, `CancellationError`, and what a consumer throws.
public final class RegistryClient: Sendable {
  public let repository: RepositoryAddress
  let access: RegistryAccess
  let http: HTTPClient
  let tokens: RegistryTokenCache
  /// The scheme that the registry turned out to speak.
  private let scheme: Mutex<String?>

  static let userAgent = "flux/v2"
  private static let maximumRedirects = 5
  private static let tokenBytes = 1 << 20

  public init(
    _ repository: RepositoryAddress, _ access: RegistryAccess = RegistryAccess(), http: HTTPClient = .shared,
    tokens: RegistryTokenCache = RegistryTokenCache()
  ) {
    self.repository = repository
    self.access = access
    self.http = http
    self.tokens = tokens
    scheme = Mutex(access.allowsPlainHTTP ? nil : "https")
  }

  /// Sends a request for something below the repository, and proves who we are where that is asked for.
  func send(
    _ method: HTTPMethod = .get, _ path: String, query: String? = nil, headers: HTTPHeaders = [:]
  ) async throws -> HTTPResponse {
    let root = try await root()
    var text = "\(root)/v2/\(repository.path)/\(path)"
    if let query { text += "?\(query)" }
    guard let url = RemoteURL(text) else { throw RegistryError.malformed("the address \(text)", problem: "not a URL") }
    let key = RegistryTokenCache.Key(origin: root, scope: scope, credentials: access.credentials.fingerprint)
    var machine = AuthMachine(
      host: repository.host, isPlain: url.scheme == "http", scope: scope, credentials: access.credentials)
    var action = machine.start(known: tokens.find(key))
    while true {
      switch action {
      case .send(let authorization):
        var headers = headers
        headers["Authorization"] = authorization
        let response = try await perform(HTTPRequest(method: method, url: url, headers: headers))
        action = machine.answered(status: response.status, challenges: Self.challenges(response))
        if case .accept = action {
          if response.status < 400, authorization?.hasPrefix("Basic ") == true { tokens.rememberBasic(key) }
          return response
        }
        tokens.forget(key)
        response.body.cancel()
      case .ping:
        let response = try await ping(root)
        action = machine.answered(status: response.status, challenges: Self.challenges(response))
      case .fetchToken(let request):
        let token = try await fetch(request)
        tokens.remember(key, token)
        action = machine.received(token)
      case .accept: throw RegistryError.malformed("the registry's root", problem: "it asks for no authentication")
      case .fail(let error): throw error
      }
    }
  }

  private var scope: String { "repository:\(repository.path):pull" }

  /// `https://host`, or `http://host` where that is allowed and nothing else answers.
  func root() async throws -> String {
    let host = KnownHosts.server(repository.host)
    if let known = scheme.withLock({ $0 }) { return "\(known)://\(host)" }
    let found: String
    do {
      _ = try await ping("https://\(host)")
      found = "https"
    } catch RegistryError.transport(let error) where error.mayMeanPlainHTTP {
      _ = try await ping("http://\(host)")
      found = "http"
    }
    scheme.withLock { $0 = found }
    return "\(found)://\(host)"
  }

  private func ping(_ root: String) async throws -> HTTPResponse {
    guard let url = RemoteURL("\(root)/v2/") else {
      throw RegistryError.invalidAddress(repository.description, problem: "'\(repository.host)' is not a host")
    }
    let response = try await perform(HTTPRequest(url: url))
    response.body.cancel()
    return response
  }

  private func fetch(_ request: TokenRequest) async throws -> RegistryToken {
    let host = request.realm.authority
    var message = request.request(access.options)
    message.headers["User-Agent"] = Self.userAgent
    let response = try await sendOnce(message)
    guard response.isSuccess else {
      response.body.cancel()
      if response.status == 401 || response.status == 403 {
        throw RegistryError.unauthorized(
          host: repository.host, detail: "\(access.credentials) not accepted by its token server \(host)")
      }
      throw RegistryError.tokenServer(host: host, problem: "it answered \(response.status)")
    }
    let body: [UInt8]
    do { body = try await response.body.collect(upTo: Self.tokenBytes) } catch { throw try Self.failure(error) }
    do { return try RegistryToken(body) } catch {
      throw RegistryError.tokenServer(host: host, problem: error.text)
    }
  }

  private func perform(_ request: HTTPRequest) async throws -> HTTPResponse {
    var request = request
    request.options = access.options
    request.options.redirects = .follow(max: Self.maximumRedirects)
    request.headers["User-Agent"] = Self.userAgent
    return try await sendOnce(request)
  }

  private func sendOnce(_ request: HTTPRequest) async throws -> HTTPResponse {
    do { return try await http.send(request) } catch { throw try Self.failure(error) }
  }

  /// Cancellation is no failure and is thrown on.
  static func failure(_ error: HTTPError) throws -> RegistryError {
    if case .cancelled = error.kind { throw CancellationError() }
    return .transport(error)
  }

  private static func challenges(_ response: HTTPResponse) -> [AuthChallenge] {
    response.headers.values("WWW-Authenticate").flatMap(AuthChallenge.parse)
  }
}

extension HTTPError {
  /// Whether a server that does not speak TLS may look like this.
  fileprivate var mayMeanPlainHTTP: Bool {
    switch kind {
    case .connect, .tlsHandshake, .reset, .protocol: true
    default: false
    }
  }
}
