/// The value of `NO_PROXY`: names, addresses and networks, separated by commas.
struct NoProxyList: Sendable {
  private enum Rule: Sendable {
    case everything
    /// The host itself, and unless `onlyBelow` its sub-domains too.
    case domain(String, onlyBelow: Bool, port: UInt16?)
    case address(IPAddress, port: UInt16?)
    case network(IPAddress, prefix: Int)
  }

  private let rules: [Rule]

  init(_ text: String) {
    rules = text.split { $0 == "," || $0 == " " }.compactMap { Self.rule($0.lowercased()) }
  }

  func matches(host: String, port: UInt16?) -> Bool {
    let address = IPAddress(host)
    return rules.contains { rule in
      switch rule {
      case .everything: true
      case .network(let network, let prefix): address?.isInside(network, prefix: prefix) ?? false
      case .address(let other, let only): address == other && (only == nil || only == port)
      case .domain(let name, let onlyBelow, let only):
        (only == nil || only == port) && ((!onlyBelow && host == name) || host.hasSuffix(".\(name)"))
      }
    }
  }

  private static func rule(_ text: String) -> Rule? {
    if text == "*" { return .everything }
    if let slash = text.firstIndex(of: "/") {
      guard let network = IPAddress(String(text[..<slash])), let prefix = Int(text[text.index(after: slash)...]),
        prefix >= 0, prefix <= network.bitCount
      else { return nil }
      return .network(network, prefix: prefix)
    }
    if let address = IPAddress(text) { return .address(address, port: nil) }
    guard let parts = RemoteURLParser.authority(Array(text.utf8)[...].drop { $0 == UInt8(ascii: "*") }) else {
      return dotted(text)
    }
    if let address = IPAddress(parts.host) { return .address(address, port: parts.port) }
    let onlyBelow = parts.host.hasPrefix(".")
    return .domain(onlyBelow ? String(parts.host.dropFirst()) : parts.host, onlyBelow: onlyBelow, port: parts.port)
  }

  private static func dotted(_ text: String) -> Rule? {
    text.isEmpty ? nil : .domain(text, onlyBelow: false, port: nil)
  }
}
