/// A Git repository that a kustomization names by URL, and the directory in it that is meant.
///
/// Any of `https://host/org/repository/path`, `https://host/any/where//path`, `https://host/any/repository.git/path`,
/// `https://host/org/project/_git/repository/path` and `github.com/org/repository/path`, each with `?ref=` for a branch,
/// a tag or a commit. Forms that need SSH are known too, so that they can be refused by name.
public struct RemoteRepository: Sendable, Hashable {
  /// What to fetch from.
  public let url: String
  /// Branch, tag or commit; empty for the default branch.
  public let reference: String
  /// The directory in the repository, without a slash in front.
  public let path: String

  /// `nil` for what is no such URL, as a path is.
  public init?(_ text: String) {
    var parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard !text.hasPrefix("/"), !parts.isEmpty, let (host, rest) = Self.host(String(parts.removeFirst())) else {
      return nil
    }
    let reference = parts.first.map { Self.reference(in: $0) } ?? ""
    guard let (repository, path) = Self.split(rest), !repository.isEmpty else { return nil }
    let cleaned = FilePath.clean(String(path.drop { $0 == "/" }))
    guard cleaned != "..", !cleaned.hasPrefix("../") else { return nil }
    url = host + repository
    self.reference = reference
    self.path = cleaned == "." ? "" : cleaned
  }

  /// The part of a URL up to the path, and the path.
  private static func host(_ text: String) -> (host: String, rest: String)? {
    var text = text[...]
    if text.lowercased().hasPrefix("git::") { text = text.dropFirst(5) }
    let schemes = ["https://", "http://", "ssh://", "file://"]
    let scheme = schemes.first { text.lowercased().hasPrefix($0) }
    if let scheme { text = text.dropFirst(scheme.count) }
    if scheme == "file://" { return ("file://", String(text)) }
    var user = ""
    if let at = text.firstIndex(of: "@"), text[..<at].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }),
      at != text.startIndex
    {
      user = text[...at] + ""
      text = text[text.index(after: at)...]
    }
    let isGitHub = text.lowercased().hasPrefix("github.com/") || text.lowercased().hasPrefix("github.com:")
    let isShort = scheme == nil && (!user.isEmpty || isGitHub)
    guard scheme != nil || isShort else { return nil }
    let end = isShort ? text.firstIndex { $0 == "/" || $0 == ":" } : text.firstIndex(of: "/")
    guard let end, end != text.startIndex else { return nil }
    let rest = String(text[text.index(after: end)...])
    // GitHub is asked over HTTPS unless a user is named, who means SSH.
    if isGitHub, scheme != "ssh://", user.isEmpty { return ("https://github.com/", rest) }
    return ((scheme ?? "") + user + text[...end], rest)
  }

  /// The repository and the path in it.
  private static func split(_ text: String) -> (repository: String, path: String)? {
    if let marker = text.firstRange(of: "_git/") {
      let end = text[marker.upperBound...].firstIndex(of: "/") ?? text.endIndex
      return (String(text[..<end]), String(text[end...]))
    }
    if let marker = text.firstRange(of: "//") {
      return (String(text[..<marker.lowerBound]), String(text[marker.upperBound...]))
    }
    if let marker = text.firstRange(of: ".git") {
      return (String(text[..<marker.upperBound]), String(text[marker.upperBound...]))
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 2 else { return nil }
    return (parts[..<2].joined(separator: "/"), parts[2...].joined(separator: "/"))
  }

  private static func reference(in query: Substring) -> String {
    var values: [Substring: Substring] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if let name = parts.first, values[name] == nil { values[name] = parts.count > 1 ? parts[1] : "" }
    }
    if let named = values["ref"], !named.isEmpty { return String(named) }
    return values["version"].map(String.init) ?? ""
  }
}
