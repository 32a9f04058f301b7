import Synchronization

/// One line of the access log of a ``GitHTTPServer``.
public struct GitServerRequest: Sendable, Hashable {
  /// Which step of the protocol it was.
  public enum Kind: Sendable, Hashable {
    /// `info/refs`: the listing in protocol 0 and 1, the capabilities in 2.
    case discovery
    /// `git-upload-pack`: the listing in protocol 2, and fetches.
    case uploadPack
    /// `git-receive-pack`: a push.
    case receivePack
    /// Something else.
    case other
  }

  /// Such as `GET`.
  public var method: String
  /// The path with its query.
  public var path: String
  /// The status of the answer.
  public var status: Int
  /// Who was let in; empty without a valid password.
  public var user: String
  /// The `Git-Protocol` header, such as `version=2`.
  public var protocolHeader: String
  /// The size of the answer's body.
  public var bytes: Int

  /// Which step of the protocol it was.
  public var kind: Kind {
    let path = path.split(separator: "?").first ?? ""
    if path.hasSuffix("/info/refs") { return .discovery }
    if path.hasSuffix("/git-upload-pack") { return .uploadPack }
    return path.hasSuffix("/git-receive-pack") ? .receivePack : .other
  }

  init?(logLine: Substring) {
    let fields = logLine.split(separator: "\t", omittingEmptySubsequences: false).map { $0 == "-" ? "" : String($0) }
    guard fields.count == 6, let status = Int(fields[2]) else { return nil }
    (method, path, self.status, user, protocolHeader) = (fields[0], fields[1], status, fields[3], fields[4])
    bytes = Int(fields[5]) ?? 0
  }
}

extension GitHTTPServer {
  /// The requests answered since the start or the last ``forgetRequests()``, oldest first.
  public func requests() -> [GitServerRequest] {
    let offset = state.withLock { $0.logOffset }
    return allRequests().dropFirst(offset).map { $0 }
  }

  /// Starts counting anew.
  public func forgetRequests() {
    let count = allRequests().count
    state.withLock { $0.logOffset = count }
  }

  private func allRequests() -> [GitServerRequest] {
    (readText(files.accessLog) ?? "").split(separator: "\n").compactMap { GitServerRequest(logLine: $0) }
  }
}
