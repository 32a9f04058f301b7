public import Digests

/// The hash function that names a repository's objects.
public enum ObjectFormat: String, Sendable, CaseIterable {
  case sha1
  case sha256

  /// Length of a name in bytes.
  public var byteCount: Int { algorithm.byteCount }

  /// The function itself.
  public var algorithm: DigestAlgorithm { self == .sha1 ? .sha1 : .sha256 }
}
