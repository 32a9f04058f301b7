import Digests

/// How to prove who we are to a registry.
public enum RegistryCredentials: Sendable, Hashable, CustomStringConvertible {
  case anonymous
  case basic(username: String, password: String)
  /// Exchanged for tokens at the token server.
  case identityToken(String)
  /// Sent as it is.
  case registryToken(String)

  /// Values that must not appear in logs.
  public var secrets: [String] {
    switch self {
    case .anonymous: []
    case .basic(_, let password): [password]
    case .identityToken(let token), .registryToken(let token): [token]
    }
  }

  public var description: String {
    switch self {
    case .anonymous: "no credentials"
    case .basic: "username and password"
    case .identityToken: "identity token"
    case .registryToken: "registry token"
    }
  }

  /// Tells credentials apart without holding them.
  var fingerprint: String {
    switch self {
    case .anonymous: ""
    case .basic(let username, let password):
      DigestAlgorithm.sha256.hexDigest(of: "basic\0\(username)\0\(password)")
    case .identityToken(let token): DigestAlgorithm.sha256.hexDigest(of: "identity\0\(token)")
    case .registryToken(let token): DigestAlgorithm.sha256.hexDigest(of: "registry\0\(token)")
    }
  }
}
