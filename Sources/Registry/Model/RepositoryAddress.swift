/// A repository in a registry: `registry.example.com:5000/team/app`, without tag or digest.
///
/// Read as the tools around images read it: a first part without a dot, a colon or the name `localhost` is no host, but
/// belongs to a repository of the hub that needs no name.
public struct RepositoryAddress: Sendable, Hashable, CustomStringConvertible {
  /// Host, with the port where one was written.
  public let host: String
  /// The name of the repository in the registry.
  public let path: String

  public static let scheme = "oci://"
  private static let maximumLength = 255

  /// Reads an address, with or without ``scheme``; throws ``RegistryError/invalidAddress(_:problem:)``.
  public init(_ text: String) throws(RegistryError) {
    var rest = text[...]
    if rest.hasPrefix(Self.scheme) { rest = rest.dropFirst(Self.scheme.count) }
    let first = rest.prefix { $0 != "/" }
    let isHost = first.count < rest.count && (first.contains(".") || first.contains(":") || first == "localhost")
    while rest.hasSuffix("/") { rest.removeLast() }
    let host = isHost ? String(first) : KnownHosts.hub
    var path = isHost ? String(rest.dropFirst(first.count + 1)) : String(rest)
    if let problem = Self.problem(host: host, path: path) { throw .invalidAddress(text, problem: problem) }
    if KnownHosts.isHub(host), !path.contains("/") { path = "library/\(path)" }
    self.host = host.lowercased()
    self.path = path
  }

  private init(host: String, path: String) {
    self.host = host
    self.path = path
  }

  /// The repository below this one; throws ``RegistryError/invalidAddress(_:problem:)``.
  public func appending(_ name: String) throws(RegistryError) -> RepositoryAddress {
    let address = RepositoryAddress(host: host, path: "\(path)/\(name)")
    if let problem = Self.problem(host: host, path: address.path) {
      throw .invalidAddress(address.description, problem: problem)
    }
    return address
  }

  public var description: String { "\(host)/\(path)" }

  private static func problem(host: String, path: String) -> String? {
    if let at = path.firstIndex(of: "@") { return "URL must not contain a digest; remove '\(path[at...])'" }
    if let colon = path.firstIndex(of: ":") { return "URL must not contain a tag; remove '\(path[colon...])'" }
    guard !path.isEmpty, path.utf8.count <= maximumLength else {
      return "URL must be in format 'oci://<domain>/<org>/<repo>'"
    }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.allSatisfy(isNameByte) }) else {
      return "a repository consists of lower-case letters, digits, '_', '-', '.' and '/'"
    }
    guard host.utf8.allSatisfy(isHostByte) else { return "'\(host)' is not a host" }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
    default: isNameByte(byte)
    }
  }
}

/// The one registry that goes by several names, and that is meant when no host is named.
enum KnownHosts {
  static let hub = "index.docker.io"
  private static let aliases: Set<String> = [hub, "docker.io", "registry-1.docker.io"]

  static func isHub(_ host: String) -> Bool { aliases.contains(host) }

  /// The host that answers for a name.
  static func server(_ host: String) -> String { host == "docker.io" ? hub : host }
}
