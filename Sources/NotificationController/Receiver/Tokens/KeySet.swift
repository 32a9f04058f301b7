import Digests
import JSON

/// The public keys of an issuer (RFC 7517).
struct KeySet: Sendable {
  private struct Entry: Sendable {
    let id: String?
    /// The only one that it is for, if it says so.
    let algorithm: String?
    let key: PublicKey
  }

  private static let maximumKeys = 64
  private let entries: [Entry]

  /// Keys of other kinds are passed over. Throws ``TokenError``.
  init(_ json: JSONValue) throws {
    guard let keys = json["keys"]?.arrayValue else { throw TokenError.keys("there is no list of keys") }
    entries = keys.prefix(KeySet.maximumKeys).compactMap { json in
      guard json["use"]?.stringValue ?? "sig" == "sig", let key = KeySet.key(json) else { return nil }
      return Entry(id: json["kid"]?.stringValue, algorithm: json["alg"]?.stringValue, key: key)
    }
  }

  var isEmpty: Bool { entries.isEmpty }

  /// The keys that may have signed a token.
  func candidates(_ id: String?, _ algorithm: SignatureAlgorithm) -> [PublicKey] {
    entries.filter { entry in
      (id == nil || entry.id == nil || entry.id == id)
        && entry.algorithm ?? algorithm.rawValue == algorithm.rawValue && entry.key.family == algorithm.family
    }.map(\.key)
  }

  private static func key(_ json: JSONValue) -> PublicKey? {
    func bytes(_ name: String) -> [UInt8]? { json[name]?.stringValue.flatMap { Base64.decode($0, .urlSafe) } }
    switch json["kty"]?.stringValue {
    case "RSA":
      guard let modulus = bytes("n"), let exponent = bytes("e") else { return nil }
      return PublicKey(rsaModulus: modulus, exponent: exponent)
    case "EC":
      guard let curve = json["crv"]?.stringValue.flatMap(Curve.init(rawValue:)), let x = bytes("x"), let y = bytes("y")
      else { return nil }
      return PublicKey(curve, x: x, y: y)
    case "OKP":
      guard json["crv"]?.stringValue == "Ed25519", let x = bytes("x") else { return nil }
      return PublicKey(ed25519: x)
    default: return nil
    }
  }
}
