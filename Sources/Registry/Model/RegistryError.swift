public import Digests
public import HTTP

/// Why something could not be had from a registry. Never shows credentials or tokens.
public enum RegistryError: Error, Sendable, Hashable, CustomStringConvertible {
  case invalidAddress(String, problem: String)
  case transport(HTTPError)
  /// 404, with what was asked for.
  case notFound(String)
  /// The credentials, or the lack of them, were refused.
  case unauthorized(host: String, detail: String)
  /// The server that hands out tokens did not do so properly.
  case tokenServer(host: String, problem: String)
  /// Another status, with the registry's own words where it had any.
  case status(Int, doing: String, detail: String?)
  /// An answer that is not what the distribution specification says.
  case malformed(String, problem: String)
  case unsupported(String)
  case digestMismatch(what: String, expected: Digest, found: Digest)
  case sizeMismatch(what: String, expected: Int64, found: Int64)
  case tooLarge(String, limit: Int64)

  /// Whether credentials, trust or the lack of them are the cause.
  public var isAuthentication: Bool {
    switch self {
    case .unauthorized, .tokenServer: return true
    case .status(let status, _, _): return status == 401 || status == 403
    case .transport(let error):
      switch error.kind {
      case .tlsVerify, .tlsHandshake, .tlsCredentials: return true
      default: return false
      }
    default: return false
    }
  }

  public var description: String {
    switch self {
    case .invalidAddress(let text, let problem): "'\(text)' is not a repository: \(problem)"
    case .transport(let error): "\(error)"
    case .notFound(let what): "\(what) not found in the registry"
    case .unauthorized(let host, let detail): "\(host) refuses access (401 unauthorized): \(detail)"
    case .tokenServer(let host, let problem): "no token from \(host): \(problem)"
    case .status(let status, let doing, let detail):
      "\(doing): the registry answered \(status)\(detail.map { ": \($0)" } ?? "")"
    case .malformed(let what, let problem): "\(what) is malformed: \(problem)"
    case .unsupported(let what): what
    case .digestMismatch(let what, let expected, let found): "\(what) has the digest \(found) instead of \(expected)"
    case .sizeMismatch(let what, let expected, let found): "\(what) has \(found) bytes instead of \(expected)"
    case .tooLarge(let what, let limit): "\(what) is larger than \(limit) bytes"
    }
  }
}
