import HTTP

/// Where artifacts are fetched from when controllers run outside of the cluster: the hosts of the two artifact servers
/// may be replaced (`SOURCE_CONTROLLER_LOCALHOST`, `SOURCE_WATCHER_LOCALHOST`).
public struct ArtifactHosts: Sendable, Hashable {
  private let sourceController: String?
  private let sourceWatcher: String?

  public init(environment: [String: String]) {
    sourceController = environment["SOURCE_CONTROLLER_LOCALHOST"].flatMap { $0.isEmpty ? nil : $0 }
    sourceWatcher = environment["SOURCE_WATCHER_LOCALHOST"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The URL to fetch; `nil` when it is none.
  func resolve(_ text: String) -> RemoteURL? {
    guard let url = RemoteURL(text), url.scheme == "http" || url.scheme == "https" else { return nil }
    guard let host = text.contains("//source-watcher") ? sourceWatcher : sourceController else { return url }
    return RemoteURL("\(url.scheme)://\(host)\(url.path)\(url.query.map { "?\($0)" } ?? "")")
  }
}
