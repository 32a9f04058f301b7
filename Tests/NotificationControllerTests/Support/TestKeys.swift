import CCrypto
import Digests
import JSON

/// Keys that tests sign with, and what they say about signatures.
final class TestKey: @unchecked Sendable {
  // Safe to share: the key does not change after it is made.
  private let key: OpaquePointer

  /// An RSA key of 2048 bits.
  init?() {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_keygen(context, &key) == 1, let key else { return nil }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  var pem: String {
    guard let writer = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free(writer) }
    guard PEM_write_bio_PrivateKey(writer, key, nil, nil, 0, nil, nil) == 1 else { return "" }
    var buffer = [UInt8](repeating: 0, count: 16 * 1024)
    let count = BIO_read(writer, &buffer, Int32(buffer.count))
    return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
  }

  /// The claims of a JSON Web Token that this key has signed; `nil` for any other.
  func claims(of token: String) -> JSONValue? {
    let parts = token.split(separator: ".").map(String.init)
    guard parts.count == 3, let signature = Base64.decode(parts[2], .urlSafe),
      let claims = Base64.decode(parts[1], .urlSafe), let header = Base64.decode(parts[0], .urlSafe),
      (try? JSONParser.parse(header))?["alg"] == "RS256"
    else { return nil }
    let signed = Array("\(parts[0]).\(parts[1])".utf8)
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1,
      EVP_DigestVerify(context, signature, signature.count, signed, signed.count) == 1
    else { return nil }
    return try? JSONParser.parse(claims)
  }
}

/// Whether an Ed25519 signature is that of a public key.
enum EdwardsSignature {
  static func isValid(_ signature: [UInt8], of bytes: [UInt8], by key: [UInt8]) -> Bool {
    guard let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, key, key.count),
      let context = EVP_MD_CTX_new()
    else { return false }
    defer {
      EVP_PKEY_free(key)
      EVP_MD_CTX_free(context)
    }
    return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
  }
}
