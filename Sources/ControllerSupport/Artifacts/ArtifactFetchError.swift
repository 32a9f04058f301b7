public import Archive
public import HTTP

/// Why an artifact could not be had.
public enum ArtifactFetchError: Error, CustomStringConvertible {
  /// 404: the source has made another artifact since, or lost this one.
  case notFound(url: RemoteURL)
  case status(Int, url: RemoteURL)
  case transport(HTTPError)
  case badURL(String)
  /// The digest is in no notation that we can check.
  case unsupportedDigest(String)
  case digestMismatch(expected: String, found: String)
  case tooLarge(limit: Int64)
  /// The archive is broken or hostile.
  case archive(ArchiveError)
  /// The local disk failed.
  case file(operation: String, path: String, reason: String)

  public var description: String {
    switch self {
    case .notFound(let url): "artifact not found at \(url): waiting for the source to offer its newest artifact"
    case .status(let status, let url): "failed to download the artifact from \(url): the server answered \(status)"
    case .transport(let error): "failed to download the artifact: \(error)"
    case .badURL(let text): "the artifact's url '\(text)' is not an http URL"
    case .unsupportedDigest(let text):
      "the artifact's digest '\(text)' cannot be checked: it must be sha256, sha384 or sha512"
    case .digestMismatch(let expected, let found):
      "the downloaded artifact has the digest \(found) where its source says \(expected)"
    case .tooLarge(let limit): "the artifact is larger than \(limit) bytes"
    case .archive(let error): "failed to unpack the artifact: \(error)"
    case .file(let operation, let path, let reason): "cannot \(operation) \(path): \(reason)"
    }
  }

  /// Whether the same request may succeed a little later. A missing artifact is not: its source must act first.
  public var isRetryable: Bool {
    switch self {
    case .status(let status, _): status >= 500 || status == 429
    case .transport(let error): error.isRetryable
    default: false
    }
  }
}
