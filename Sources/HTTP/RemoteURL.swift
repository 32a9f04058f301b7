/// The address of something on another machine: `https://`, `http://`, `ssh://`, `oci://`, `git://`.
///
/// Parts are kept as they were written (percent-encoding included) but for scheme and host, which are
/// lower-cased. User and password never appear in ``description``, in a dump or in an interpolated string;
/// nor do the values of query parameters that carry secrets.
public struct RemoteURL: Sendable, Hashable {
  /// Lower-case, without the colon.
  public var scheme: String
  /// The user of `user:password@`, decoded; `nil` when there is none.
  public var user: String?
  /// The password of `user:password@`, decoded; `nil` when there is none.
  public var password: String?
  /// Lower-case name or address. An IPv6 address stands here without its brackets.
  public internal(set) var host: String
  /// The port if one was written.
  public var port: UInt16?
  /// Percent-encoded; empty or starting with a slash.
  public internal(set) var path: String
  /// Percent-encoded, without the question mark; `nil` when there is none.
  public internal(set) var query: String?
  /// Set where the path itself is the secret, as with incoming webhooks: descriptions then leave it out.
  public var pathIsSecret = false

  /// Reads an absolute URL with a host; `nil` for anything else: no scheme, no host, a wrong port, control
  /// characters, a broken percent escape. A fragment is dropped.
  public init?(_ text: String) {
    guard let parsed = RemoteURLParser.parse(text) else { return nil }
    self = parsed
  }

  init(scheme: String, host: String, port: UInt16?, path: String, query: String?) {
    self.scheme = scheme
    self.host = host
    self.port = port
    self.path = path
    self.query = query
  }

  /// The port in use: the one written, else the scheme's own; `nil` for an unknown scheme.
  public var effectivePort: UInt16? {
    if let port { return port }
    return switch scheme {
    case "https", "oci": 443
    case "http": 80
    case "ssh": 22
    case "git": 9418
    default: nil
    }
  }

  /// Whether the host is an IPv6 address and is written in brackets.
  public var hasIPv6Host: Bool { host.utf8.contains(UInt8(ascii: ":")) }

  /// `host` or `host:port` as written in a `Host` header.
  public var authority: String {
    let name = hasIPv6Host ? "[\(host)]" : host
    return port.map { "\(name):\($0)" } ?? name
  }

  /// Whether a user or a password is part of the URL.
  public var hasCredentials: Bool { user != nil || password != nil }

  /// Whether both stand for the same scheme, host and port, so that credentials for one may be sent to the
  /// other.
  public func hasSameOrigin(as other: RemoteURL) -> Bool {
    scheme == other.scheme && host == other.host && effectivePort == other.effectivePort
  }

  /// The whole URL as text.
  ///
  /// - Parameter includingCredentials: whether `user:password@` is written. Such text must not reach a log,
  ///   a status or an event.
  public func string(includingCredentials: Bool) -> String {
    let credentials = includingCredentials ? userInfo : ""
    return "\(scheme)://\(credentials)\(authority)\(path)\(query.map { "?\($0)" } ?? "")"
  }

  /// The URL without user and password.
  public var withoutCredentials: RemoteURL {
    var url = self
    url.user = nil
    url.password = nil
    return url
  }

  private var userInfo: String {
    guard hasCredentials else { return "" }
    let name = PercentEncoding.encode(user ?? "", keeping: .unreserved)
    guard let password else { return "\(name)@" }
    return "\(name):\(PercentEncoding.encode(password, keeping: .unreserved))@"
  }
}
