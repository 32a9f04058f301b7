import CCrypto

/// A digest that is fed piece by piece, so that what is hashed need never be in memory as a whole.
///
/// A class because the libcrypto context behind it has one owner and must be freed once. Not `Sendable`:
/// it belongs to the task that feeds it.
///
/// libcrypto's default provider always has these algorithms. Should the process's OpenSSL configuration
/// have removed one, ``finish()`` returns an empty array, which no parsed ``Digest`` equals.
public final class StreamingDigest {
  /// The hash function in use.
  public let algorithm: DigestAlgorithm

  private let context: OpaquePointer?
  private var blake3: Blake3?
  private var usable: Bool

  /// Starts a digest of nothing.
  public init(_ algorithm: DigestAlgorithm) {
    self.algorithm = algorithm
    guard algorithm != .blake3 else {
      (context, blake3, usable) = (nil, Blake3(), true)
      return
    }
    context = EVP_MD_CTX_new()
    usable = context != nil && EVP_DigestInit_ex(context, algorithm.function, nil) == 1
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  /// Adds bytes at the end of what is hashed.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    guard usable, let start = bytes.baseAddress, !bytes.isEmpty else { return }
    guard blake3 == nil else {
      blake3?.update(bytes)
      return
    }
    usable = EVP_DigestUpdate(context, start, bytes.count) == 1
  }

  /// Adds bytes at the end of what is hashed.
  public func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds a part of an array without copying it.
  public func update(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of everything added so far. Ends the digest: a second call returns an empty array.
  public func finish() -> [UInt8] {
    guard usable else { return [] }
    usable = false
    if let blake3 { return blake3.finish() }
    var written: UInt32 = 0
    let digest = [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { buffer, count in
      let done = EVP_DigestFinal_ex(context, buffer.baseAddress, &written) == 1
      count = done ? min(Int(written), algorithm.byteCount) : 0
    }
    return digest
  }

  /// Ends the digest and names its algorithm beside it.
  public func finishDigest() -> Digest {
    Digest(unchecked: algorithm, finish())
  }
}

extension DigestAlgorithm {
  var function: OpaquePointer? {
    switch self {
    case .sha1: EVP_sha1()
    case .sha256: EVP_sha256()
    case .sha384: EVP_sha384()
    case .sha512: EVP_sha512()
    case .blake3: nil
    }
  }
}
