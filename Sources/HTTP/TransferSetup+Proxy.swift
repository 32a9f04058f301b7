import CLibcurl

extension TransferSetup {
  func setProxy() throws(HTTPError) {
    // Both empty: libcurl must not look at the environment itself.
    try set(CURLOPT_PROXY, "")
    try set(CURLOPT_NOPROXY, "")
    guard case .url(let url, let username, let password) = options.proxy else { return }
    try set(CURLOPT_PROXY, try proxyAddress(url))
    if let user = username ?? url.user {
      try set(CURLOPT_PROXYUSERNAME, user)
      try set(CURLOPT_PROXYPASSWORD, password ?? url.password ?? "")
    }
    guard url.scheme == "https" else { return }
    try setTrust(.proxy)
  }

  private func proxyAddress(_ url: RemoteURL) throws(HTTPError) -> String {
    let defaultPort: UInt16
    // Host names are resolved by the proxy, which may know more of them than we do.
    let scheme: String
    switch url.scheme {
    case "http": (scheme, defaultPort) = ("http", 80)
    case "https": (scheme, defaultPort) = ("https", 443)
    case "socks5", "socks5h": (scheme, defaultPort) = ("socks5h", 1080)
    default:
      throw transfer.exchange.error(
        .invalidRequest("a proxy's scheme is http, https or socks5, not \(url.scheme)"))
    }
    var address = url.withoutCredentials
    address.port = url.port ?? defaultPort
    return "\(scheme)://\(address.authority)"
  }
}
