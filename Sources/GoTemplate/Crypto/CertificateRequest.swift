import Digests
import Glibc
import GoQuoting

/// A certificate to be made: what Sprig's functions ask for.
struct CertificateRequest {
  let commonName: [UInt8]
  /// Four or sixteen bytes each.
  var addresses: [[UInt8]] = []
  var names: [[UInt8]] = []
  let days: Int
  var isAuthority = false

  init(commonName: [UInt8], days: Int) {
    self.commonName = commonName
    self.days = days
  }

  /// - Throws: ``TemplateError`` in Sprig's words when an element is no address or no string.
  mutating func add(addresses: TemplateValue, names: TemplateValue) throws(TemplateError) {
    for element in addresses.elements ?? [] {
      guard let text = element.stringValue else {
        throw TemplateError("error parsing ip: \(Self.shown(element)) is not a string")
      }
      guard let address = Self.address(text) else { throw TemplateError("error parsing ip: \(text)") }
      self.addresses.append(address)
    }
    for element in names.elements ?? [] {
      guard let name = element.stringBytes else {
        throw TemplateError("error processing alternate dns name: \(Self.shown(element)) is not a string")
      }
      self.names.append(name)
    }
  }

  private static func shown(_ value: TemplateValue) -> String {
    String(decoding: Formatter.print([value]), as: UTF8.self)
  }

  private static func address(_ text: String) -> [UInt8]? {
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
    var sixteen = in6_addr()
    guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
    let bytes = withUnsafeBytes(of: &sixteen) { Array($0) }
    // An IPv4 address in the clothes of IPv6 is one all the same.
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    return isMapped ? Array(bytes[12...]) : bytes
  }

  // MARK: Issuing

  /// Who signs: a name, an identifier of its key, and the key.
  struct Issuer {
    let subject: [UInt8]
    let keyIdentifier: [UInt8]
    let key: PrivateKey
  }

  /// The certificate for a key, signed by itself or by an issuer.
  ///
  /// - Throws: ``TemplateError`` in Go's words.
  func issue(for key: PrivateKey, by issuer: Issuer? = nil) throws(TemplateError) -> CertificateObject {
    let signer = issuer?.key ?? key
    if signer.kind == .dsa {
      throw TemplateError("error creating certificate: x509: certificate private key does not implement crypto.Signer")
    }
    if key.kind == .dsa {
      throw TemplateError("error creating certificate: x509: unsupported public key type: *dsa.PublicKey")
    }
    let subject = name
    let algorithm = Self.algorithm(signer)
    let now = GoTime.now(zone: .utc)
    let lifetime = Int64(days) &* 24 &* 3600 &* 1_000_000_000
    let end = now.adding(lifetime)
    guard (0...9999).contains(end.date.year) else {
      throw TemplateError("error creating certificate: asn1: structure error: cannot represent time as GeneralizedTime")
    }
    let serial = Random.bytes(16)
    let body = DER.sequence(
      DER.tagged(0, DER.integer([2])), DER.integer(serial), algorithm.identifier, issuer?.subject ?? subject,
      DER.sequence(DER.time(now), DER.time(end)), subject, key.publicKeyInfo,
      DER.tagged(3, DER.element(0x30, try extensions(key, issuer, subject: subject))))
    guard let signature = signer.sign(body, digest: algorithm.digest) else {
      throw TemplateError("error creating certificate: the key cannot sign")
    }
    let certificate = DER.sequence(body, algorithm.identifier, DER.bits(signature))
    return CertificateObject(certificate: PEM.encode("CERTIFICATE", certificate), key: key.pem)
  }

  private var name: [UInt8] {
    if commonName.isEmpty { return DER.sequence() }
    return DER.sequence(DER.set(DER.sequence(DER.identifier(2, 5, 4, 3), DER.text(commonName))))
  }

  private static func algorithm(_ key: PrivateKey) -> (identifier: [UInt8], digest: String?) {
    switch key.kind {
    case .rsa, .dsa: (DER.sequence(DER.identifier(1, 2, 840, 113_549, 1, 1, 11), DER.null), "SHA256")
    case .ed25519: (DER.sequence(DER.identifier(1, 3, 101, 112)), nil)
    case .ecdsa:
      switch key.bits {
      case ...256: (DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 2)), "SHA256")
      case ...384: (DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 3)), "SHA384")
      default: (DER.sequence(DER.identifier(1, 2, 840, 10045, 4, 3, 4)), "SHA512")
      }
    }
  }

  // MARK: Extensions

  private func extensions(
    _ key: PrivateKey, _ issuer: Issuer?, subject: [UInt8]
  ) throws(TemplateError) -> [UInt8] {
    // Digital signature, key encipherment, and for authorities the signing of certificates.
    let usage = isAuthority ? DER.bits([0xA4], unused: 2) : DER.bits([0xA0], unused: 5)
    var out = Self.extension(15, isCritical: true, usage)
    let purposes = DER.sequence(
      DER.identifier(1, 3, 6, 1, 5, 5, 7, 3, 1), DER.identifier(1, 3, 6, 1, 5, 5, 7, 3, 2))
    out += Self.extension(37, purposes)
    out += Self.extension(19, isCritical: true, isAuthority ? DER.sequence(DER.boolean(true)) : DER.sequence())
    if isAuthority {
      out += Self.extension(14, DER.octets(Array(DigestAlgorithm.sha256.digest(of: key.publicKeyBits).prefix(20))))
    }
    if let issuer, issuer.subject != subject, !issuer.keyIdentifier.isEmpty {
      out += Self.extension(35, DER.sequence(DER.element(0x80, issuer.keyIdentifier)))
    }
    if !names.isEmpty || !addresses.isEmpty {
      for name in names where !name.allSatisfy({ $0 < 0x80 }) {
        throw TemplateError(
          "error creating certificate: x509: \(GoQuote.double(String(decoding: name, as: UTF8.self))) cannot be encoded as an IA5String"
        )
      }
      let all = names.map { DER.element(0x82, $0) } + addresses.map { DER.element(0x87, $0) }
      // With no name of its own, the others are what the certificate is about.
      out += Self.extension(17, isCritical: commonName.isEmpty, DER.element(0x30, all.flatMap { $0 }))
    }
    return out
  }

  private static func `extension`(_ number: UInt64, isCritical: Bool = false, _ content: [UInt8]) -> [UInt8] {
    let identifier = DER.identifier(2, 5, 29, number)
    if isCritical { return DER.sequence(identifier, DER.boolean(true), DER.octets(content)) }
    return DER.sequence(identifier, DER.octets(content))
  }
}
