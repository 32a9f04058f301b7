import Digests
import JSON
import OperatorKit

/// A JSON Web Token (RFC 7519) that nobody has looked at yet: what it claims may be a lie until ``isSigned(by:)``.
struct WebToken: Sendable {
  static let maximumBytes = 16 * 1024

  let algorithm: SignatureAlgorithm
  let keyID: String?
  /// Only to find out who could have signed.
  let unverifiedIssuer: String
  private let claims: JSONObject
  private let signed: [UInt8]
  private let signature: [UInt8]

  /// Throws ``TokenError``.
  init(_ text: String) throws {
    guard text.utf8.count <= WebToken.maximumBytes else { throw TokenError.malformed("it is too long") }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = WebToken.object(parts[0]), let claims = WebToken.object(parts[1]),
      let signature = Base64.decode(String(parts[2]), .urlSafe)
    else { throw TokenError.malformed("it is not a JWT") }
    guard header["crit"] == nil else { throw TokenError.malformed("it has critical extensions") }
    guard let algorithm = header["alg"]?.stringValue.flatMap(SignatureAlgorithm.init(rawValue:)) else {
      throw TokenError.malformed("its algorithm is not one that is accepted")
    }
    guard let issuer = claims["iss"]?.stringValue, !issuer.isEmpty else {
      throw TokenError.malformed("it has no issuer")
    }
    self.algorithm = algorithm
    self.claims = claims
    self.signature = signature
    keyID = header["kid"]?.stringValue
    unverifiedIssuer = issuer
    signed = Array("\(parts[0]).\(parts[1])".utf8)
  }

  private static func object(_ part: Substring) -> JSONObject? {
    guard let bytes = Base64.decode(String(part), .urlSafe) else { return nil }
    return (try? CallBody.parse(bytes))?.objectValue
  }

  /// The claims, once a key of the issuer's has been found to have signed them. Throws ``TokenError``.
  func claims(signedBy keys: KeySet) throws -> JSONObject {
    guard keys.candidates(keyID, algorithm).contains(where: { $0.verifies(signature, of: signed, algorithm) }) else {
      throw TokenError.unsigned
    }
    return claims
  }
}

/// What claims must say.
struct ExpectedClaims: Sendable {
  let issuers: [String]
  let audience: String
  /// Clocks differ; upstream's libraries allow for so much before a token is valid, and nothing after.
  private static let skew = 300.0

  /// Throws ``TokenError``.
  func check(_ claims: JSONObject, at now: Timestamp = .now()) throws {
    guard let issuer = claims["iss"]?.stringValue, issuers.contains(issuer) else { throw TokenError.issuer }
    let audiences = claims["aud"]?.arrayValue ?? claims["aud"].map { [$0] } ?? []
    guard audiences.contains(where: { $0.stringValue == audience }) else { throw TokenError.audience(want: audience) }
    guard let subject = claims["sub"]?.stringValue, !subject.isEmpty else { throw TokenError.subject }
    let seconds = Double(now.microseconds) / 1_000_000
    guard let end = claims["exp"]?.doubleValue, end > seconds else { throw TokenError.expired }
    if let start = claims["nbf"], start.doubleValue.map({ $0 > seconds + ExpectedClaims.skew }) ?? true {
      throw TokenError.early
    }
  }
}

/// Why a token does not count. Never shows a part of it.
enum TokenError: Error, Hashable, CustomStringConvertible {
  case malformed(String)
  case unsigned, issuer, subject, expired, early
  case audience(want: String)
  case unknownIssuer
  case claims(String)
  case keys(String)

  var description: String {
    switch self {
    case .malformed(let problem): "failed to parse bearer token: \(problem)"
    case .unsigned: "no key of the issuer has signed the token"
    case .issuer: "the token has another issuer than wanted"
    case .subject: "the token has no subject"
    case .expired: "the token has expired, or says not when it will"
    case .early: "the token is not valid yet"
    case .audience(let want): "the token's audience is not '\(want)'"
    case .unknownIssuer: "no oidcProvider is configured for the token's issuer"
    case .claims(let problem): problem
    case .keys(let problem): "the keys of the issuer cannot be had: \(problem)"
    }
  }
}
