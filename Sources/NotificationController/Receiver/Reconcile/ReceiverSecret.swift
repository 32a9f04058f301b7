import ControllerSupport
import OperatorKit

/// What a Receiver's Secret has to say.
struct ReceiverSecret: Sendable {
  /// As it stands there, with the line break that an editor may have left.
  let token: [UInt8]
  /// Only for callers that Google vouches for.
  let email, audience: String

  /// Throws ``ReceiverSecretError`` when there is no token.
  init(_ secret: SecretData) throws {
    guard let token = secret.bytes("token") else { throw ReceiverSecretError.noToken(secret.key) }
    guard !token.isEmpty else { throw ReceiverSecretError.emptyToken(secret.key) }
    self.token = token
    email = try secret.text("email") ?? ""
    audience = try secret.text("audience") ?? ""
  }
}

/// Why a Secret gives no token. Its values are never named.
enum ReceiverSecretError: Error, Hashable, CustomStringConvertible {
  case unreadable(ObjectKey, String)
  case noToken(ObjectKey)
  /// Would let everybody in who knows the names of the Receiver and its namespace.
  case emptyToken(ObjectKey)

  var description: String {
    switch self {
    case .unreadable(let key, let reason): "unable to read token from secret '\(key)' error: \(reason)"
    case .noToken(let key): "invalid '\(key)' secret data: required fields 'token'"
    case .emptyToken(let key): "invalid '\(key)' secret data: the field 'token' is empty"
    }
  }
}
