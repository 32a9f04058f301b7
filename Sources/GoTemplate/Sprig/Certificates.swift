extension TemplateFunctions {
  mutating func addCertificates() {
    add("genPrivateKey", [.string]) { call throws(TemplateError) in try Certificates.privateKey(call) }
    add("buildCustomCert", [.string, .string]) { call throws(TemplateError) in
      try Certificates.custom(call.bytes(0), call.bytes(1))
    }
    add("genCA", [.string, .int]) { call throws(TemplateError) in
      try Certificates.authority(call, key: try Certificates.newKey(call.run))
    }
    add("genCAWithKey", [.string, .int, .string]) { call throws(TemplateError) in
      try Certificates.authority(call, key: try Certificates.key(call, 2))
    }
    add("genSelfSignedCert", [.string, .list, .list, .int]) { call throws(TemplateError) in
      let key = try Certificates.newKey(call.run)
      return .object(try Certificates.request(call).issue(for: key))
    }
    add("genSelfSignedCertWithKey", [.string, .list, .list, .int, .string]) { call throws(TemplateError) in
      let key = try Certificates.key(call, 4)
      return .object(try Certificates.request(call).issue(for: key))
    }
    let authority = TemplateParameter.object("sprig.certificate")
    add("genSignedCert", [.string, .list, .list, .int, authority]) { call throws(TemplateError) in
      try Certificates.signed(call, key: try Certificates.newKey(call.run))
    }
    add("genSignedCertWithKey", [.string, .list, .list, .int, authority, .string]) { call throws(TemplateError) in
      try Certificates.signed(call, key: try Certificates.key(call, 5))
    }
  }
}

enum Certificates {
  /// What making a key counts for: some hundred fit into a run.
  private static let steps = 250_000

  static func newKey(_ run: TemplateRun) throws(TemplateError) -> PrivateKey {
    try run.spend(steps)
    return try PrivateKey.generate(.rsa)
  }

  static func key(_ call: TemplateCall, _ index: Int) throws(TemplateError) -> PrivateKey {
    try call.run.spend(steps)
    do throws(TemplateError) {
      return try PrivateKey.parse(pem: call.bytes(index))
    } catch {
      throw TemplateError("parsing private key: \(error.message)")
    }
  }

  static func privateKey(_ call: TemplateCall) throws(TemplateError) -> TemplateValue {
    let kind: PrivateKey.Kind
    switch call.string(0) {
    case "", "rsa": kind = .rsa
    case "dsa": kind = .dsa
    case "ecdsa": kind = .ecdsa
    case "ed25519": kind = .ed25519
    default: return .string("Unknown type \(call.string(0))")
    }
    // Big keys take a second each.
    try call.run.spend(kind == .rsa || kind == .dsa ? steps * 4 : steps)
    return TemplateValue(bytes: try PrivateKey.generate(kind, bits: 4096).pem)
  }

  static func custom(_ certificate: [UInt8], _ key: [UInt8]) throws(TemplateError) -> TemplateValue {
    guard let certificate = try? Base64Text.decode(certificate) else {
      throw TemplateError("unable to decode base64 certificate")
    }
    guard let key = try? Base64Text.decode(key) else { throw TemplateError("unable to decode base64 private key") }
    _ = try read(certificate, "decodedCert")
    do throws(TemplateError) {
      _ = try PrivateKey.parse(pem: key)
    } catch {
      throw TemplateError("error parsing private key: \(error.message)")
    }
    return .object(CertificateObject(certificate: certificate, key: key))
  }

  private static func read(_ pem: [UInt8], _ name: String) throws(TemplateError) -> ParsedCertificate {
    guard let block = PEM.decode(pem) else { throw TemplateError("unable to decode certificate") }
    guard let certificate = ParsedCertificate(der: block.bytes) else {
      throw TemplateError("error parsing certificate: \(name).Bytes: x509: malformed certificate")
    }
    return certificate
  }

  static func authority(_ call: TemplateCall, key: PrivateKey) throws(TemplateError) -> TemplateValue {
    var request = CertificateRequest(commonName: call.bytes(0), days: call.int(1))
    request.isAuthority = true
    return .object(try request.issue(for: key))
  }

  static func request(_ call: TemplateCall) throws(TemplateError) -> CertificateRequest {
    var request = CertificateRequest(commonName: call.bytes(0), days: call.int(3))
    try request.add(addresses: call[1], names: call[2])
    return request
  }

  static func signed(_ call: TemplateCall, key: PrivateKey) throws(TemplateError) -> TemplateValue {
    guard case .object(let object as CertificateObject) = call[4] else {
      throw TemplateError("unable to decode certificate")
    }
    let certificate = try read(object.certificate, "decodedSignerCert")
    let signer: PrivateKey
    do throws(TemplateError) {
      signer = try PrivateKey.parse(pem: object.key)
    } catch {
      throw TemplateError("error parsing private key: \(error.message)")
    }
    let request = try request(call)
    guard signer.kind == .dsa || signer.isOwner(of: certificate) else {
      throw TemplateError("error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey")
    }
    let issuer = CertificateRequest.Issuer(
      subject: certificate.subject, keyIdentifier: certificate.subjectKeyIdentifier, key: signer)
    return .object(try request.issue(for: key, by: issuer))
  }
}
