public import HTTP

/// How to reach an API server and as whom.
public struct ClientConfiguration: Sendable {
  /// What is sent to prove who we are, beside a client certificate in ``tls``.
  public enum Credentials: Sendable {
    case none
    case token(String)
    /// A file that is read again when it changes, as projected service account tokens do.
    case tokenFile(String)
    case basic(username: String, password: String)
    case exec(ExecCredentialPlugin)
  }

  public var server: RemoteURL
  public var tls: TLSOptions
  public var credentials: Credentials
  public var proxy: ProxyOption
  public var impersonation: Impersonation?
  /// The namespace of the context or of the pod.
  public var namespace: String
  public var userAgent: String
  /// How long one request may take; watches have their own limit.
  public var requestTimeout: Duration
  /// Requests a second, and how many may come at once; `nil` for no limit on our side.
  public var rateLimit: RateLimit?

  public init(
    server: RemoteURL, tls: TLSOptions = TLSOptions(), credentials: Credentials = .none,
    proxy: ProxyOption = .environment, namespace: String = "default"
  ) {
    self.server = server
    self.tls = tls
    self.credentials = credentials
    self.proxy = proxy
    self.namespace = namespace
    userAgent = "flux-swift-operatorkit"
    requestTimeout = .seconds(30)
    rateLimit = nil
  }
}

/// A limit on our own requests. It is lifted when the server limits fairly by itself (API priority and fairness).
public struct RateLimit: Hashable, Sendable {
  public var queriesPerSecond: Double
  public var burst: Int

  public init(queriesPerSecond: Double, burst: Int) {
    self.queriesPerSecond = queriesPerSecond
    self.burst = burst
  }
}

/// Why no client can be made from a configuration.
public struct ClientConfigurationError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
