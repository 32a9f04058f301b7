import CCrypto
import Digests
import JSON

/// A key pair of an issuer in a test.
final class SigningKey: @unchecked Sendable {
  enum Kind: String, CaseIterable, Sendable {
    case rs256 = "RS256"
    case ps384 = "PS384"
    case es256 = "ES256"
    case es512 = "ES512"
    case edDSA = "EdDSA"
  }

  // Safe to share: only read after it is made.
  private let key: OpaquePointer
  let kind: Kind
  let id: String

  init(_ kind: Kind, id: String = "key-1") throws {
    self.kind = kind
    self.id = id
    let type =
      switch kind {
      case .rs256, .ps384: EVP_PKEY_RSA
      case .es256, .es512: EVP_PKEY_EC
      case .edDSA: EVP_PKEY_ED25519
      }
    let context = try SigningKey.made(EVP_PKEY_CTX_new_id(type, nil))
    defer { EVP_PKEY_CTX_free(context) }
    EVP_PKEY_keygen_init(context)
    if type == EVP_PKEY_RSA { EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) }
    if kind == .es256 { EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) }
    if kind == .es512 { EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_secp521r1) }
    var key: OpaquePointer?
    EVP_PKEY_keygen(context, &key)
    self.key = try SigningKey.made(key)
  }

  deinit { EVP_PKEY_free(key) }

  private struct NotMade: Error {}

  private static func made<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw NotMade() }
    return value
  }

  /// The public half as a key set has it.
  var json: JSONValue {
    var json: JSONValue = ["kid": .string(id), "alg": .string(kind.rawValue), "use": "sig"]
    switch kind {
    case .rs256, .ps384:
      json["kty"] = "RSA"
      json["n"] = .string(Base64.encode(number("n"), .urlSafe))
      json["e"] = .string(Base64.encode(number("e"), .urlSafe))
    case .es256, .es512:
      let point = bytes("pub")
      let half = (point.count - 1) / 2
      json["kty"] = "EC"
      json["crv"] = kind == .es256 ? "P-256" : "P-521"
      json["x"] = .string(Base64.encode(Array(point[1...half]), .urlSafe))
      json["y"] = .string(Base64.encode(Array(point[(half + 1)...]), .urlSafe))
    case .edDSA:
      json["kty"] = "OKP"
      json["crv"] = "Ed25519"
      json["x"] = .string(Base64.encode(bytes("pub"), .urlSafe))
    }
    return json
  }

  private func number(_ name: String) -> [UInt8] {
    var number: OpaquePointer?
    EVP_PKEY_get_bn_param(key, name, &number)
    defer { BN_free(number) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = BN_bn2bin(number, &bytes)
    return Array(bytes.prefix(Int(count)))
  }

  private func bytes(_ name: String) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1024)
    var count = 0
    EVP_PKEY_get_octet_string_param(key, name, &bytes, bytes.count, &count)
    return Array(bytes.prefix(count))
  }

  /// A token; `header` replaces members of its header.
  func token(_ claims: JSONValue, header: JSONObject = [:]) -> String {
    var head: JSONObject = ["alg": .string(kind.rawValue), "kid": .string(id), "typ": "JWT"]
    for (name, value) in header { head[name] = value.isNull ? nil : value }
    let text = [JSONValue.object(head), claims].map { Base64.encode($0.serialized(), .urlSafe) }.joined(separator: ".")
    return "\(text).\(Base64.encode(sign(Array(text.utf8)), .urlSafe))"
  }

  private func sign(_ message: [UInt8]) -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { return [] }
    defer { EVP_MD_CTX_free(context) }
    let hash =
      switch kind {
      case .rs256, .es256: EVP_sha256()
      case .ps384: EVP_sha384()
      case .es512: EVP_sha512()
      case .edDSA: OpaquePointer?.none
      }
    var settings: OpaquePointer?
    EVP_DigestSignInit(context, &settings, hash, nil, key)
    if kind == .ps384 {
      EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING)
      EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST)
    }
    var signature = [UInt8](repeating: 0, count: 1024)
    var count = signature.count
    EVP_DigestSign(context, &signature, &count, message, message.count)
    let made = Array(signature.prefix(count))
    return kind == .es256 ? sideBySide(made, 32) : kind == .es512 ? sideBySide(made, 66) : made
  }

  /// The two numbers out of the sequence that libcrypto writes.
  private func sideBySide(_ sequence: [UInt8], _ width: Int) -> [UInt8] {
    var at = sequence[1] < 0x80 ? 2 : 2 + Int(sequence[1] & 0x7f)
    var result: [UInt8] = []
    for _ in 0..<2 {
      let count = Int(sequence[at + 1])
      let digits = Array(sequence[(at + 2)..<(at + 2 + count)].drop { $0 == 0 })
      result += [UInt8](repeating: 0, count: width - digits.count) + digits
      at += 2 + count
    }
    return result
  }
}
