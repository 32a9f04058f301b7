import GitOpsAPI
import JSON

/// Callers that bring a token of an issuer that the Receiver names: Gitea Actions, GitHub Actions, clusters.
struct IssuerTokenCheck: Sendable {
  let keys: IssuerKeys

  /// Throws ``CallRefusal``, ``TokenError``, ``ClaimRules/Broken``.
  func verify(_ call: ReceivedCall, _ providers: [Receiver.OIDCProvider]) async throws -> VerifiedCall {
    let token = try WebToken(try call.bearerToken())
    guard let provider = providers.first(where: { $0.issuerURL == token.unverifiedIssuer }) else {
      throw TokenError.unknownIssuer
    }
    let claims = try token.claims(signedBy: try await keys.keys(.issuer(provider.issuerURL), for: token))
    try ExpectedClaims(issuers: [provider.issuerURL], audience: provider.effectiveAudience).check(claims)
    try ClaimRules(provider).check(claims)
    var verified = try await VerifiedCall(call)
    verified.claims = claims
    return verified
  }
}
