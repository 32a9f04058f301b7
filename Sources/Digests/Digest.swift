/// A digest together with the name of its algorithm, written `sha256:<hex>` as in artifact metadata and
/// OCI descriptors.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
  /// The hash function that made the digest.
  public let algorithm: DigestAlgorithm
  /// The digest itself, ``DigestAlgorithm/byteCount`` bytes long.
  public let bytes: [UInt8]

  /// A digest from its bytes; `nil` when their number is not the algorithm's.
  public init?(algorithm: DigestAlgorithm, bytes: [UInt8]) {
    guard bytes.count == algorithm.byteCount else { return nil }
    self.init(unchecked: algorithm, bytes)
  }

  /// Reads `algorithm:hex`; `nil` for an unknown algorithm, a wrong length or anything that is not
  /// hexadecimal.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let name = parts.first, let hex = parts.last,
      let algorithm = DigestAlgorithm(rawValue: String(name)),
      let bytes = Hex.decode(String(hex))
    else { return nil }
    self.init(algorithm: algorithm, bytes: bytes)
  }

  init(unchecked algorithm: DigestAlgorithm, _ bytes: [UInt8]) {
    self.algorithm = algorithm
    self.bytes = bytes
  }

  /// The digest of bytes in memory.
  public static func of(_ bytes: [UInt8], _ algorithm: DigestAlgorithm = .sha256) -> Digest {
    Digest(unchecked: algorithm, algorithm.digest(of: bytes))
  }

  /// Lower-case hexadecimal without the algorithm.
  public var hexString: String { Hex.encode(bytes) }

  /// `algorithm:hex`.
  public var description: String { "\(algorithm.rawValue):\(hexString)" }
}
