public import OperatorKit

/// What is wrong with a Secret. Names the Secret and the key, never a value.
public enum SecretError: Error, Hashable, CustomStringConvertible {
  case notFound(ObjectKey)
  case missingKey(ObjectKey, key: String)
  /// Of two keys that belong together only one is there.
  case incompletePair(ObjectKey, present: String, missing: String)
  /// None of the keys that would do is there.
  case nothingUsable(ObjectKey, keys: [String])
  case malformed(ObjectKey, key: String, reason: String)

  public var description: String {
    switch self {
    case .notFound(let secret): "secret '\(secret)' not found"
    case .missingKey(let secret, let key): "secret '\(secret)': key '\(key)' not found"
    case .incompletePair(let secret, let present, let missing):
      "secret '\(secret)': malformed, has '\(present)' but is missing '\(missing)'"
    case .nothingUsable(let secret, let keys):
      "secret '\(secret)' has none of the keys \(keys.map { "'\($0)'" }.joined(separator: ", "))"
    case .malformed(let secret, let key, let reason): "secret '\(secret)': key '\(key)' \(reason)"
    }
  }
}
