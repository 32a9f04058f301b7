/// The hash functions that artifact digests may name.
///
/// The raw value is the name as it stands before the colon of `sha256:<hex>`. All but ``blake3`` are libcrypto's.
public enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
  case sha1
  case sha256
  case sha384
  case sha512
  case blake3

  /// Length of a digest in bytes.
  public var byteCount: Int {
    switch self {
    case .sha1: 20
    case .sha256, .blake3: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// The digest of bytes that are already in memory.
  public func digest(of bytes: [UInt8]) -> [UInt8] {
    let hash = StreamingDigest(self)
    hash.update(bytes)
    return hash.finish()
  }

  /// The digest of a string's UTF-8 bytes.
  public func digest(of text: String) -> [UInt8] {
    digest(of: Array(text.utf8))
  }

  /// The digest of bytes in memory, in lower-case hexadecimal.
  public func hexDigest(of bytes: [UInt8]) -> String {
    Hex.encode(digest(of: bytes))
  }

  /// The digest of a string's UTF-8 bytes, in lower-case hexadecimal.
  public func hexDigest(of text: String) -> String {
    Hex.encode(digest(of: text))
  }
}
