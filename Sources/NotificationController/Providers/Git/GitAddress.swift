import GitOpsAPI
import HTTP
import JSON

/// Server and repository of the address of a Git repository, however it is written: `https://`, `ssh://`, or
/// `git@host:owner/repository`.
struct GitAddress: Sendable {
  /// The server, without a path.
  let server: RemoteURL
  /// The path without slash in front and `.git` at the end, decoded.
  let path: String

  /// Throws ``ProviderError``.
  init(_ settings: ProviderSettings) throws {
    guard let url = GitAddress.url(settings.address), ["http", "https", "ssh"].contains(url.scheme) else {
      throw ProviderError.badAddress(settings.type, expected: "the address of a Git repository")
    }
    var server = url.withoutCredentials.withoutQuery.replacing(path: "")
    if server.scheme == "ssh" {
      server.scheme = "https"
      server.port = nil  // that of SSH
    }
    self.server = try settings.checked(server)
    guard let decoded = PercentEncoding.decode(Array(url.path.utf8)[...]) else {
      throw ProviderError.badAddress(settings.type, expected: "the address of a Git repository")
    }
    var path = String(decoded.drop { $0 == "/" })
    while path.hasSuffix("/") { path.removeLast() }
    if path.hasSuffix(".git") { path.removeLast(4) }
    self.path = path
  }

  /// Owner and repository. Throws ``ProviderError`` for another number of names.
  func ownerAndRepository(_ type: ProviderType) throws -> (owner: String, repository: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw ProviderError.invalid(type, "invalid repository id '\(path)', expected owner/repository")
    }
    return (parts[0], parts[1])
  }

  /// `git@host:path` is `ssh://git@host/path`.
  private static func url(_ text: String) -> RemoteURL? {
    if text.contains("://") { return RemoteURL(text) }
    guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
    return RemoteURL("ssh://\(text[..<colon])/\(text[text.index(after: colon)...].drop { $0 == "/" })")
  }
}

extension String {
  /// The text as one segment of a path.
  var pathSegment: String { PercentEncoding.encode(self, keeping: .unreserved) }
}
