import CCrypto
import Digests
import JSON

/// A private key that signs: RSA from PEM, or Ed25519 from its seed. The one owner of libcrypto's key, which is only
/// read after it is made.
final class PrivateKey: @unchecked Sendable {
  // Safe to share: the key is immutable, and libcrypto allows one key in many signatures at the same time.
  private let key: OpaquePointer
  private let isEdwards: Bool

  /// A key without a passphrase; `nil` for anything else.
  init?(pem: [UInt8]) {
    // A passphrase is given, an empty one, or libcrypto would ask for it at the terminal.
    var passphrase: [CChar] = [0]
    // The bytes must stay where they are while they are read, so they are read within.
    let key = pem.withUnsafeBytes { bytes -> OpaquePointer? in
      guard let reader = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return nil }
      defer { BIO_free(reader) }
      return PEM_read_bio_PrivateKey(reader, nil, nil, &passphrase)
    }
    guard let key else { return nil }
    self.key = key
    isEdwards = false
  }

  /// - Parameter seed: thirty-two bytes.
  init?(ed25519 seed: [UInt8]) {
    guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
      return nil
    }
    self.key = key
    isEdwards = true
  }

  deinit { EVP_PKEY_free(key) }

  /// The public half of an Ed25519 key.
  var publicBytes: [UInt8]? {
    var count = 32
    var bytes = [UInt8](repeating: 0, count: count)
    guard EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 else { return nil }
    return Array(bytes.prefix(count))
  }

  /// The signature of some bytes: Ed25519, or RSA with SHA-256 and the padding of PKCS #1. `nil` when it fails.
  func sign(_ bytes: [UInt8]) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestSignInit(context, nil, isEdwards ? nil : EVP_sha256(), nil, key) == 1 else { return nil }
    var count = 0
    guard EVP_DigestSign(context, nil, &count, bytes, bytes.count) == 1, count > 0 else { return nil }
    var signature = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1 else { return nil }
    return Array(signature.prefix(count))
  }

  /// A JSON Web Token (RFC 7519) with these claims, signed with RS256.
  func webToken(_ claims: JSONValue) -> String? {
    let header: JSONValue = ["alg": "RS256", "typ": "JWT"]
    let text = [header, claims].map { Base64.encode($0.serialized(), .urlSafe) }.joined(separator: ".")
    return sign(Array(text.utf8)).map { "\(text).\(Base64.encode($0, .urlSafe))" }
  }
}
