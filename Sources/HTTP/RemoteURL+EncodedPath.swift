extension RemoteURL {
  /// The URL with a path put behind its own, joined by exactly one slash.
  ///
  /// - Parameter encodedPath: already percent-encoded, for callers whose segments may hold slashes.
  public func appending(encodedPath: String) -> RemoteURL {
    var url = self
    let base = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
    url.path = encodedPath.hasPrefix("/") ? base + encodedPath : "\(base)/\(encodedPath)"
    return url
  }
}
