import Digests
import JSON

/// Calls of Google's Pub/Sub about images that were pushed: a token of Google's for the account that subscribes, and
/// the news wrapped twice.
struct GoogleTokenCheck: Sendable {
  static let issuers = ["accounts.google.com", "https://accounts.google.com"]

  let keys: IssuerKeys
  var keysURL = "https://www.googleapis.com/oauth2/v3/certs"

  /// Throws ``CallRefusal``, ``TokenError``, ``CallBodyError``.
  func verify(_ call: ReceivedCall, _ secret: ReceiverSecret) async throws -> VerifiedCall {
    guard !secret.email.isEmpty else { throw missing("email") }
    guard !secret.audience.isEmpty else { throw missing("audience") }
    let token = try WebToken(try call.bearerToken())
    let claims = try token.claims(signedBy: try await keys.keys(.keys(url: keysURL), for: token))
    try ExpectedClaims(issuers: GoogleTokenCheck.issuers, audience: secret.audience).check(claims)
    guard let email = claims["email"]?.stringValue, constantTimeEquals(email, secret.email) else {
      throw CallRefusal("the token's email is not the one in the secret")
    }
    guard claims["email_verified"]?.boolValue == true else { throw CallRefusal("the token's email is not verified") }
    var verified = try await VerifiedCall(call)
    verified.body = try news(verified.body)
    return verified
  }

  /// What the message is about: action, digest and tag.
  private func news(_ body: [UInt8]) throws -> [UInt8] {
    let envelope = try CallBody.parse(body)
    try BodyShape.check(envelope, texts: ["message.data", "message.messageId", "message.publishTime"])
    guard let data = Base64.decode(envelope[path: "message", "data"]?.stringValue ?? "") else {
      throw CallRefusal("cannot decode GCR webhook body: message.data is not base64")
    }
    let names = ["action", "digest", "tag"]
    let news = try CallBody.parse(data)
    try BodyShape.check(news, texts: names)
    return JSONValue(
      Dictionary(uniqueKeysWithValues: names.map { ($0, news[$0]?.stringValue ?? "") })
    ).serialized(sortedKeys: true)
  }

  private func missing(_ field: String) -> CallRefusal {
    CallRefusal("invalid secret data: required field '\(field)' for GCR receiver")
  }
}
