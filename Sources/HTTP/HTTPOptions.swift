/// How one request is made.
public struct HTTPOptions: Sendable, Hashable {
  /// Which protocol versions may be used.
  public enum Version: Sendable, Hashable {
    /// HTTP/1.1 only. A slow reader holds back the sender exactly, as TCP does: for everything that may be
    /// large, such as packs, archives, images and long lists.
    case http1
    /// HTTP/2 where the server offers it over TLS, with many requests on one connection, else HTTP/1.1.
    /// For watches and small requests only: libcurl grants every stream a window of 32 MiB, and what arrives
    /// for a paused stream while its neighbours are busy stays in this process's memory. See
    /// ``SlowReader/fail(unreadBytes:)`` for a bound.
    case http2
  }

  /// What happens when a body arrives faster than it is read.
  public enum SlowReader: Sendable, Hashable {
    /// The transfer pauses until the reader has caught up.
    case pause
    /// The transfer fails with `readerTooSlow` once so many bytes wait. For watches over HTTP/2, which can
    /// start again: memory stays bounded where pausing would not hold the server back.
    case fail(unreadBytes: Int)
  }

  /// Whether redirects are followed.
  public enum Redirects: Sendable, Hashable {
    /// A redirect is an answer like others.
    case none
    /// At most so many are followed. Credentials stay behind when scheme, host or port change, and a request
    /// with credentials never goes from https to http.
    case follow(max: Int)
  }

  /// Whom to trust and who we are.
  public var tls = TLSOptions()
  /// Through which proxy, if any.
  public var proxy = ProxyOption.environment
  /// Until a connection including TLS is up; `nil` means libcurl's own 300 s.
  public var connectTimeout: Duration? = .seconds(30)
  /// From the start to the last byte of the body; `nil` for no limit.
  public var totalTimeout: Duration?
  /// Without a byte in either direction once the connection is up; time in which the reader of the body
  /// holds the transfer back does not count. `nil` for no limit.
  public var idleTimeout: Duration?
  /// Off unless told otherwise.
  public var redirects = Redirects.none
  /// Pause unless told otherwise.
  public var slowReader = SlowReader.pause
  /// HTTP/1.1 unless told otherwise.
  public var httpVersion = Version.http1
  /// Requests share TLS connections only within one group (and, within it, only with the same trust and
  /// client certificate). A tenant's name, for instance.
  public var connectionGroup: String?
  /// Asks for a compressed answer and unpacks it. Off unless told otherwise: an artifact's bytes are to
  /// arrive as they are.
  public var decompress = false
  /// Most bytes of all header lines of an answer.
  public var maximumHeaderBytes = 256 * 1024

  /// The defaults.
  public init() {}
}

/// Whom a TLS connection trusts, and the certificate it shows.
public struct TLSOptions: Sendable, Hashable {
  /// Certificates of authorities to trust, as PEM.
  public var caPEM: [UInt8]?
  /// Whether the machine's own authorities are trusted too. Turn off where ``caPEM`` is meant to be the only
  /// authority, as in a kubeconfig.
  public var useSystemRoots: Bool
  /// The client certificate and its chain, as PEM.
  public var clientCertificatePEM: [UInt8]?
  /// The private key of ``clientCertificatePEM``, as PEM without a passphrase.
  public var clientKeyPEM: [UInt8]?
  /// The name to ask for and to expect in the server's certificate, instead of the URL's host.
  public var serverName: String?
  /// Accepts any certificate of the server. Whoever is in between can read and change everything.
  public var insecureSkipVerify: Bool

  /// Trust and identity; by default the machine's authorities and no client certificate.
  public init(
    caPEM: [UInt8]? = nil, useSystemRoots: Bool = true, clientCertificatePEM: [UInt8]? = nil,
    clientKeyPEM: [UInt8]? = nil, serverName: String? = nil, insecureSkipVerify: Bool = false
  ) {
    self.caPEM = caPEM
    self.useSystemRoots = useSystemRoots
    self.clientCertificatePEM = clientCertificatePEM
    self.clientKeyPEM = clientKeyPEM
    self.serverName = serverName
    self.insecureSkipVerify = insecureSkipVerify
  }
}

/// Through which proxy a request goes.
public enum ProxyOption: Sendable, Hashable {
  /// As `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (also in lower case) say; see ``ProxyEnvironment``.
  case environment
  /// Through none.
  case none
  /// Through this one, whose scheme is `http`, `https` or `socks5`. User and password given here go before
  /// those in the URL.
  case url(RemoteURL, username: String? = nil, password: String? = nil)
}
