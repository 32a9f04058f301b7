import Glibc

/// Proxies as environment variables name them, with the rules of Go's `httpproxy`: `HTTPS_PROXY` for https,
/// `HTTP_PROXY` for http, exceptions in `NO_PROXY`, each also in lower case. Loopback addresses are never
/// reached through a proxy.
public struct ProxyEnvironment: Sendable {
  /// What the environment of this process says, read once.
  public static let process = ProxyEnvironment { name in getenv(name).map { String(cString: $0) } }

  private let http: RemoteURL?
  private let https: RemoteURL?
  private let exceptions: NoProxyList

  /// Reads the variables.
  ///
  /// - Parameter variable: gives the value of an environment variable.
  public init(_ variable: (String) -> String?) {
    func value(_ name: String) -> String? {
      [variable(name), variable(name.lowercased())].lazy.compactMap(\.self).first { !$0.isEmpty }
    }
    http = value("HTTP_PROXY").flatMap(Self.parse)
    https = value("HTTPS_PROXY").flatMap(Self.parse)
    exceptions = NoProxyList(value("NO_PROXY") ?? "")
  }

  /// The proxy for a URL: ``ProxyOption/url(_:username:password:)`` or ``ProxyOption/none``.
  public func proxy(for url: RemoteURL) -> ProxyOption {
    guard let proxy = url.scheme == "https" ? https : http, !Self.isLoopback(url.host),
      !exceptions.matches(host: url.host, port: url.effectivePort)
    else { return .none }
    return .url(proxy)
  }

  /// A proxy may be written without a scheme, which then is http.
  private static func parse(_ text: String) -> RemoteURL? {
    text.contains("://") ? RemoteURL(text) : RemoteURL("http://\(text)")
  }

  private static func isLoopback(_ host: String) -> Bool {
    guard host != "localhost", let address = IPAddress(host) else { return host == "localhost" }
    return address.isLoopback
  }
}
