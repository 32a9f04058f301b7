import CCrypto

/// A private key of one of the kinds that Sprig knows, in the hands of libcrypto.
final class PrivateKey {
  enum Kind {
    case rsa
    case dsa
    /// The digest that goes with the curve.
    case ecdsa
    case ed25519
  }

  let kind: Kind
  fileprivate let handle: OpaquePointer

  private init(_ handle: OpaquePointer, _ kind: Kind) {
    self.handle = handle
    self.kind = kind
  }

  deinit { EVP_PKEY_free(handle) }

  // MARK: Making

  /// A new key: RSA of so many bits, DSA of 2048 with 256, ECDSA on P-256, Ed25519.
  ///
  /// - Throws: ``TemplateError`` when libcrypto refuses.
  static func generate(_ kind: Kind, bits: Int32 = 2048) throws(TemplateError) -> PrivateKey {
    let handle: OpaquePointer? =
      switch kind {
      case .rsa: generate("RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, bits) > 0 }
      case .ecdsa: generate("EC") { EVP_PKEY_CTX_set_group_name($0, "P-256") > 0 }
      case .ed25519: generate("ED25519") { _ in true }
      case .dsa: generateDSA()
      }
    guard let handle else { throw TemplateError("failed to generate private key: libcrypto refuses") }
    return PrivateKey(handle, kind)
  }

  private static func generate(_ name: String, _ configure: (OpaquePointer) -> Bool) -> OpaquePointer? {
    guard let context = EVP_PKEY_CTX_new_from_name(nil, name, nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) > 0, configure(context), EVP_PKEY_generate(context, &key) > 0 else {
      return nil
    }
    return key
  }

  private static func generateDSA() -> OpaquePointer? {
    guard let context = EVP_PKEY_CTX_new_from_name(nil, "DSA", nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    var parameters: OpaquePointer?
    defer { EVP_PKEY_free(parameters) }
    guard EVP_PKEY_paramgen_init(context) > 0, EVP_PKEY_CTX_set_dsa_paramgen_bits(context, 2048) > 0,
      EVP_PKEY_CTX_set_dsa_paramgen_q_bits(context, 256) > 0, EVP_PKEY_generate(context, &parameters) > 0,
      let keyContext = EVP_PKEY_CTX_new_from_pkey(nil, parameters, nil)
    else { return nil }
    defer { EVP_PKEY_CTX_free(keyContext) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(keyContext) > 0, EVP_PKEY_generate(keyContext, &key) > 0 else { return nil }
    return key
  }

  // MARK: Reading and writing

  /// Reads the first block of a PEM text.
  ///
  /// - Throws: ``TemplateError`` in Sprig's words.
  static func parse(pem text: [UInt8]) throws(TemplateError) -> PrivateKey {
    guard let block = PEM.decode(text) else { throw TemplateError("no PEM data in input") }
    switch block.type {
    case "PRIVATE KEY":
      return try parse(block, nil, "decoding PEM as PKCS#8: asn1: structure error")
    case "RSA PRIVATE KEY": return try parse(block, .rsa, "parsing RSA private key from PEM: asn1: structure error")
    case "EC PRIVATE KEY":
      return try parse(block, .ecdsa, "parsing EC private key from PEM: x509: failed to parse EC private key")
    case "DSA PRIVATE KEY": return try parse(block, .dsa, "parsing DSA private key from PEM: asn1: structure error")
    default:
      guard block.type.hasSuffix(" PRIVATE KEY") else {
        throw TemplateError("no private key data in PEM block of type \(block.type)")
      }
      throw TemplateError("invalid private key type \(block.type.dropLast(" PRIVATE KEY".count))")
    }
  }

  private static func parse(
    _ block: PEM.Block, _ expected: Kind?, _ complaint: String
  ) throws(TemplateError) -> PrivateKey {
    guard let handle = read(block.bytes) else { throw TemplateError(complaint) }
    guard let kind = kind(of: handle), kind == expected ?? kind else {
      EVP_PKEY_free(handle)
      throw TemplateError(complaint)
    }
    return PrivateKey(handle, kind)
  }

  private static func read(_ bytes: [UInt8]) -> OpaquePointer? {
    bytes.withUnsafeBufferPointer { buffer in
      var place = buffer.baseAddress
      return d2i_AutoPrivateKey(nil, &place, buffer.count)
    }
  }

  private static func kind(of handle: OpaquePointer) -> Kind? {
    let names: [(String, Kind)] = [("RSA", .rsa), ("EC", .ecdsa), ("DSA", .dsa), ("ED25519", .ed25519)]
    return names.first { EVP_PKEY_is_a(handle, $0.0) == 1 }?.1
  }

  /// The PEM text, in the form that Go gives each kind.
  var pem: [UInt8] {
    switch kind {
    case .rsa: PEM.encode("RSA PRIVATE KEY", encoded)
    case .dsa: PEM.encode("DSA PRIVATE KEY", encoded)
    case .ecdsa: PEM.encode("EC PRIVATE KEY", encoded)
    case .ed25519: PEM.encode("PRIVATE KEY", wrapped)
    }
  }

  /// The form of the kind's own standard.
  private var encoded: [UInt8] { libcryptoBytes { i2d_PrivateKey(handle, $0) } }

  /// PKCS #8.
  private var wrapped: [UInt8] {
    var seed = [UInt8](repeating: 0, count: 32)
    var count = seed.count
    guard EVP_PKEY_get_raw_private_key(handle, &seed, &count) == 1 else { return [] }
    return DER.sequence(
      DER.integer([0]), DER.sequence(DER.identifier(1, 3, 101, 112)), DER.octets(DER.octets(seed)))
  }

  /// The SubjectPublicKeyInfo.
  var publicKeyInfo: [UInt8] { libcryptoBytes { i2d_PUBKEY(handle, $0) } }

  /// The public key itself, without what tells its kind.
  var publicKeyBits: [UInt8] {
    guard let key = X509_PUBKEY_new() else { return [] }
    var made: OpaquePointer? = key
    defer { X509_PUBKEY_free(made) }
    var bits: UnsafePointer<UInt8>?
    var count: Int32 = 0
    guard X509_PUBKEY_set(&made, handle) == 1, X509_PUBKEY_get0_param(nil, &bits, &count, nil, made) == 1, let bits
    else { return [] }
    return Array(UnsafeBufferPointer(start: bits, count: Int(count)))
  }

  // MARK: Signing

  /// How big the key is: for ECDSA, the bits of the curve.
  var bits: Int { Int(EVP_PKEY_get_bits(handle)) }

  func isOwner(of certificate: ParsedCertificate) -> Bool {
    certificate.publicKey.map { EVP_PKEY_eq(handle, $0) == 1 } ?? false
  }

  /// A signature with the digest of that name; Ed25519 has its own.
  func sign(_ message: [UInt8], digest: String?) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    let method = digest.flatMap { EVP_get_digestbyname($0) }
    guard EVP_DigestSignInit(context, nil, method, nil, handle) == 1 else { return nil }
    var count = 0
    guard EVP_DigestSign(context, nil, &count, message, message.count) == 1 else { return nil }
    var signature = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else { return nil }
    return Array(signature.prefix(count))
  }
}

/// A certificate that was read.
final class ParsedCertificate {
  private let handle: OpaquePointer

  /// - Returns: `nil` when the bytes are no certificate.
  init?(der bytes: [UInt8]) {
    let read = bytes.withUnsafeBufferPointer { buffer in
      var place = buffer.baseAddress
      return d2i_X509(nil, &place, buffer.count)
    }
    guard let read else { return nil }
    handle = read
  }

  deinit { X509_free(handle) }

  /// The name, encoded.
  var subject: [UInt8] { libcryptoBytes { i2d_X509_NAME(X509_get_subject_name(handle), $0) } }

  var subjectKeyIdentifier: [UInt8] {
    let place = X509_get_ext_by_NID(handle, NID_subject_key_identifier, -1)
    guard place >= 0, let found = X509_get_ext(handle, place), let text = X509_EXTENSION_get_data(found),
      let data = ASN1_STRING_get0_data(text)
    else { return [] }
    let bytes = UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(text)))
    // The identifier is an OCTET STRING inside, short enough for one byte of length.
    guard bytes.count > 2, bytes[0] == 0x04, Int(bytes[1]) == bytes.count - 2 else { return [] }
    return Array(bytes.dropFirst(2))
  }

  fileprivate var publicKey: OpaquePointer? { X509_get0_pubkey(handle) }
}

/// What one of libcrypto's `i2d` functions writes into a buffer of its own.
private func libcryptoBytes(
  _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32
) -> [UInt8] {
  var buffer: UnsafeMutablePointer<UInt8>?
  let count = encode(&buffer)
  guard count > 0, let buffer else { return [] }
  defer { CRYPTO_free(buffer, nil, 0) }
  return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
}
