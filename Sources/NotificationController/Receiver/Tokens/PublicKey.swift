import CCrypto

/// How tokens are signed (RFC 7518, RFC 8037). Shared secrets and "none" are not among them: with those, who can
/// read the key could sign.
enum SignatureAlgorithm: String, Sendable, Hashable {
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case ps256 = "PS256"
  case ps384 = "PS384"
  case ps512 = "PS512"
  case es256 = "ES256"
  case es384 = "ES384"
  case es512 = "ES512"
  case edDSA = "EdDSA"

  fileprivate var hash: OpaquePointer? {
    switch self {
    case .rs256, .ps256, .es256: EVP_sha256()
    case .rs384, .ps384, .es384: EVP_sha384()
    case .rs512, .ps512, .es512: EVP_sha512()
    case .edDSA: nil
    }
  }

  /// The kind of key that goes with it.
  var family: PublicKey.Family {
    switch self {
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
    case .es256: .curve(.p256)
    case .es384: .curve(.p384)
    case .es512: .curve(.p521)
    case .edDSA: .ed25519
    }
  }

  fileprivate var isProbabilistic: Bool { [.ps256, .ps384, .ps512].contains(self) }
}

/// A public key of libcrypto's. The one owner of it; it is only read after it is made.
final class PublicKey: @unchecked Sendable {
  /// What kind of key it is.
  enum Family: Sendable, Hashable {
    case rsa, ed25519
    case curve(Curve)
  }

  // Safe to share: the key is immutable, and libcrypto allows one key in many verifications at the same time.
  private let key: OpaquePointer
  let family: Family

  private static let rsaBytes = 256...1024

  /// An RSA key of 2048 to 8192 bits.
  init?(rsaModulus modulus: [UInt8], exponent: [UInt8]) {
    let modulus = Array(modulus.drop { $0 == 0 })
    guard PublicKey.rsaBytes.contains(modulus.count), (1...8).contains(exponent.count) else { return nil }
    let numbers = DER.sequence(DER.integer(modulus) + DER.integer(exponent))
    let info = DER.sequence(DER.sequence(DER.rsaEncryption + DER.null) + DER.bits(numbers))
    guard let key = PublicKey.decode(info) else { return nil }
    self.key = key
    family = .rsa
  }

  /// A point of a curve; `nil` when it does not lie on it.
  init?(_ curve: Curve, x: [UInt8], y: [UInt8]) {
    guard x.count == curve.bytes, y.count == curve.bytes else { return nil }
    let info = DER.sequence(DER.sequence(DER.ecPublicKey + curve.identifier) + DER.bits([4] + x + y))
    guard let key = PublicKey.decode(info) else { return nil }
    self.key = key
    family = .curve(curve)
  }

  init?(ed25519 bytes: [UInt8]) {
    guard bytes.count == 32, let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count) else {
      return nil
    }
    self.key = key
    family = .ed25519
  }

  deinit { EVP_PKEY_free(key) }

  private static func decode(_ info: [UInt8]) -> OpaquePointer? {
    info.withUnsafeBufferPointer { bytes in
      var position = bytes.baseAddress
      return d2i_PUBKEY(nil, &position, bytes.count)
    }
  }

  /// Whether the key's owner has signed the message in this way.
  func verifies(_ signature: [UInt8], of message: [UInt8], _ algorithm: SignatureAlgorithm) -> Bool {
    guard algorithm.family == family, let signature = encoded(signature), let context = EVP_MD_CTX_new() else {
      return false
    }
    defer { EVP_MD_CTX_free(context) }
    var settings: OpaquePointer?
    guard EVP_DigestVerifyInit(context, &settings, algorithm.hash, nil, key) == 1 else { return false }
    if algorithm.isProbabilistic {
      guard EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1,
        EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1
      else { return false }
    }
    return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// Tokens have the two numbers of a curve's signature side by side, libcrypto wants them as a sequence.
  private func encoded(_ signature: [UInt8]) -> [UInt8]? {
    guard case .curve(let curve) = family else { return signature }
    guard signature.count == curve.bytes * 2 else { return nil }
    return DER.sequence(
      DER.integer(Array(signature.prefix(curve.bytes))) + DER.integer(Array(signature.suffix(curve.bytes))))
  }
}

/// The curves of RFC 7518.
enum Curve: String, Sendable, Hashable {
  case p256 = "P-256"
  case p384 = "P-384"
  case p521 = "P-521"

  /// Of one coordinate.
  var bytes: Int {
    switch self {
    case .p256: 32
    case .p384: 48
    case .p521: 66
    }
  }

  fileprivate var identifier: [UInt8] {
    switch self {
    case .p256: [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]
    case .p384: [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22]
    case .p521: [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23]
    }
  }
}

/// The few forms of DER that public keys and signatures need.
enum DER {
  static let null: [UInt8] = [0x05, 0x00]
  static let rsaEncryption: [UInt8] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
  static let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]

  static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }
  static func bits(_ content: [UInt8]) -> [UInt8] { element(0x03, [0] + content) }

  /// A number without a sign.
  static func integer(_ magnitude: [UInt8]) -> [UInt8] {
    var digits = Array(magnitude.drop { $0 == 0 })
    if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
    return element(0x02, digits)
  }

  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    [tag] + length(content.count) + content
  }

  private static func length(_ count: Int) -> [UInt8] {
    if count < 0x80 { return [UInt8(truncatingIfNeeded: count)] }
    var digits: [UInt8] = []
    var rest = count
    while rest > 0 {
      digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [0x80 | UInt8(truncatingIfNeeded: digits.count)] + digits
  }
}
