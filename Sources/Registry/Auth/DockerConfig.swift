import Digests
import JSON

/// Credentials of a Docker configuration file, as Secrets of type `kubernetes.io/dockerconfigjson` hold it.
public struct DockerConfig: Sendable {
  private struct Entry: Sendable {
    let host: String
    let path: String
    let credentials: RegistryCredentials
  }

  private let entries: [Entry]

  /// Reads the JSON of a configuration file; throws ``RegistryError/malformed(_:problem:)`` without any of its text.
  public init(_ json: [UInt8]) throws(RegistryError) {
    guard let value = try? JSONValue(parsing: json), let auths = value["auths"]?.objectValue else {
      throw .malformed("the docker configuration", problem: "it is not JSON with 'auths'")
    }
    var entries: [Entry] = []
    for (name, auth) in auths {
      let (host, path) = Self.location(name)
      entries.append(Entry(host: host, path: path, credentials: try Self.credentials(auth, of: host)))
    }
    // Longer paths are more exact; upstream's keyring goes through its keys in falling order.
    self.entries = entries.sorted { ($0.host, $0.path) > ($1.host, $1.path) }
  }

  /// The credentials for a repository; `nil` when the file has none for it.
  public func credentials(for repository: RepositoryAddress) -> RegistryCredentials? {
    entries.first { entry in
      Self.matches(entry.host, repository.host) && Self.covers(entry.path, repository.path)
    }?.credentials
  }

  /// `https://host/v1/` and the like: only host and path count, and the version of the API is no path.
  private static func location(_ name: String) -> (host: String, path: String) {
    var rest = name[...]
    for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
    let host = rest.prefix { $0 != "/" }
    var path = rest.dropFirst(host.count)
    for version in ["/v1", "/v2"] where path == version || path.hasPrefix("\(version)/") { path = path.dropFirst(3) }
    while path.hasSuffix("/") { path.removeLast() }
    return (host.lowercased(), String(path.dropFirst()))
  }

  /// A star stands for one label of the host or a part of it; ports must be equal.
  private static func matches(_ pattern: String, _ host: String) -> Bool {
    if KnownHosts.isHub(pattern), KnownHosts.isHub(host) { return true }
    let left = pattern.split(separator: ".", omittingEmptySubsequences: false)
    let right = host.split(separator: ".", omittingEmptySubsequences: false)
    return left.count == right.count && zip(left, right).allSatisfy { matchesLabel($0, $1) }
  }

  private static func matchesLabel(_ pattern: Substring, _ label: Substring) -> Bool {
    guard let star = pattern.firstIndex(of: "*") else { return pattern == label }
    let head = pattern[..<star]
    let tail = pattern[pattern.index(after: star)...]
    return label.count >= head.count + tail.count && label.hasPrefix(head) && label.hasSuffix(tail)
  }

  private static func covers(_ prefix: String, _ path: String) -> Bool {
    prefix.isEmpty || path == prefix || path.hasPrefix("\(prefix)/")
  }

  private static func credentials(_ auth: JSONValue, of host: String) throws(RegistryError) -> RegistryCredentials {
    func text(_ name: String) -> String? { auth[name]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
    if let token = text("registrytoken") { return .registryToken(token) }
    if let token = text("identitytoken") { return .identityToken(token) }
    if let encoded = text("auth") {
      guard let bytes = Base64.decode(encoded), let pair = String(validating: bytes, as: UTF8.self),
        let colon = pair.firstIndex(of: ":")
      else {
        throw .malformed("the docker configuration", problem: "'auth' of \(host) is not base64 of user:password")
      }
      return .basic(username: String(pair[..<colon]), password: String(pair[pair.index(after: colon)...]))
    }
    guard let username = text("username"), let password = text("password") else { return .anonymous }
    return .basic(username: username, password: password)
  }
}
