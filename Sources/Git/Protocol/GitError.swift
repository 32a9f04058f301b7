public import HTTP

/// Why a remote repository could not be read. Descriptions carry no credentials.
public enum GitError: Error, Sendable, Equatable {
  /// The server wants other credentials, or any. Status 401 or 403.
  case authenticationFailed(address: String, status: Int)
  /// There is no repository at the address, or the credentials do not show it.
  case repositoryNotFound(address: String)
  /// The repository has no references at all.
  case emptyRepository(address: String)
  case referenceNotFound(String, address: String)
  case commitNotFound(String, address: String)
  case noMatchingVersion(range: String, address: String)
  /// The text in `spec.ref` cannot be used.
  case invalidReference(String)
  /// The server offers files only, which Git calls the dumb protocol.
  case dumbServer(address: String)
  /// Whatever answered, it is no Git server.
  case notGit(address: String, contentType: String)
  /// An answer with a status that means none of the above.
  case status(Int, address: String)
  /// What the server itself said went wrong.
  case remote(String)
  case unsupported(String)
  case protocolViolation(String)
  /// No connection, no trust, no answer in time.
  case http(HTTPError)
}

extension GitError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .authenticationFailed(let address, let status):
      "authentication required or credentials refused by \(address) (status \(status)); check the Secret named in secretRef"
    case .repositoryNotFound(let address):
      "repository not found: \(address); check the URL, and that the credentials may read it"
    case .emptyRepository(let address): "remote repository is empty: \(address)"
    case .referenceNotFound(let name, let address): "couldn't find remote ref \"\(name)\" in \(address)"
    case .commitNotFound(let id, let address): "commit \(id) not found in \(address)"
    case .noMatchingVersion(let range, let address): "no tag of \(address) matches the semver range \"\(range)\""
    case .invalidReference(let reason): "invalid reference: \(reason)"
    case .dumbServer(let address): "\(address) speaks only the dumb HTTP protocol; a smart Git server is needed"
    case .notGit(let address, let type):
      "\(address) did not answer like a Git server (content type \"\(type)\"); check the URL"
    case .status(let status, let address): "\(address) answered with status \(status)"
    case .remote(let message): "the Git server reports: \(message)"
    case .unsupported(let what): "the Git server \(what)"
    case .protocolViolation(let reason): "malformed answer of the Git server: \(reason)"
    case .http(let error): error.description
    }
  }

  /// Text from a server, fit for a message: one line, printable, of limited length.
  static func remote(sanitising text: String) -> GitError {
    var clean = ""
    for scalar in text.unicodeScalars.prefix(500) {
      clean.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar)
    }
    return .remote(String(clean.split(separator: " ").joined(separator: " ")))
  }
}
