import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import OperatorKit
import Testing

@testable import NotificationController

/// Callers with tokens of issuers, against an issuer that serves its keys.
@Suite struct TokenTests {
  /// An issuer that shows its keys; another name of it lies about who it is.
  private struct Issuer: Sendable {
    let server: ScriptedServer

    init(_ keys: [JSONValue]) {
      server = ScriptedServer { seen in
        let address = "http://\(seen.headers["Host"] ?? "")"
        switch seen.path {
        case "/realm/.well-known/openid-configuration", "/liar/.well-known/openid-configuration":
          return .json(
            JSONValue.object(["issuer": .string("\(address)/realm"), "jwks_uri": .string("\(address)/keys")])
              .serialized())
        case "/keys": return .json(JSONValue.object(["keys": .array(keys)]).serialized())
        default: return ServerResponse(status: 404)
        }
      }
    }

    func asked(_ path: String) -> Int { server.seen.filter { $0.path == path }.count }
  }

  private static func claims(_ issuer: String, _ changes: JSONObject = [:]) -> JSONValue {
    let now = Int(Timestamp.now().microseconds / 1_000_000)
    var claims: JSONObject = [
      "iss": .string(issuer), "aud": "notification-controller", "sub": "repo:team/shop", "exp": JSONValue(now + 600),
      "iat": JSONValue(now), "repository": "team/shop",
    ]
    for (name, value) in changes { claims[name] = value.isNull ? nil : value }
    return .object(claims)
  }

  private static func provider(
    _ issuer: String, validation: String = "claims.repository == 'team/shop'"
  ) -> Receiver.OIDCProvider {
    Receiver.OIDCProvider(issuerURL: issuer, validations: [.init(expression: validation, message: "wrong repository")])
  }

  private func verify(
    _ token: String, _ providers: [Receiver.OIDCProvider], _ keys: IssuerKeys
  ) async throws -> VerifiedCall {
    try await IssuerTokenCheck(keys: keys).verify(
      ReceivedCall(headers: ["Authorization": "Bearer \(token)"]) { [] }, providers)
  }

  @Test(
    "N-RF-01 tokens of each kind of key are accepted, and their claims are for the filters",
    arguments: SigningKey.Kind.allCases)
  func accepted(kind: SigningKey.Kind) async throws {
    let key = try SigningKey(kind)
    let issuer = Issuer([key.json])
    try await issuer.server.run { address in
      let keys = IssuerKeys(client: issuer.server.client, proxy: .none)
      let url = "\(address)/realm"
      let call = try await verify(key.token(Self.claims(url)), [Self.provider(url)], keys)
      #expect(call.claims["repository"] == "team/shop")
      let many: JSONValue = ["a", "notification-controller"]
      _ = try await verify(key.token(Self.claims(url, ["aud": many])), [Self.provider(url)], keys)
    }
  }

  @Test("N-RS-14 N-RS-13 wrong issuer, audience, subject, time or signature")
  func refused() async throws {
    let key = try SigningKey(.rs256)
    let other = try SigningKey(.rs256)
    let curve = try SigningKey(.es256)
    let issuer = Issuer([key.json, curve.json])
    try await issuer.server.run { address in
      let keys = IssuerKeys(client: issuer.server.client, proxy: .none)
      let url = "\(address)/realm"
      func expect(
        _ error: TokenError, _ token: String, _ providers: [Receiver.OIDCProvider]? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
      ) async {
        await #expect(throws: error, sourceLocation: sourceLocation) {
          try await verify(token, providers ?? [Self.provider(url)], keys)
        }
      }
      let past = JSONValue(Int(Timestamp.now().microseconds / 1_000_000) - 1)
      let future = JSONValue(Int(Timestamp.now().microseconds / 1_000_000) + 3600)
      await expect(.expired, key.token(Self.claims(url, ["exp": past])))
      await expect(.expired, key.token(Self.claims(url, ["exp": .null])))
      await expect(.expired, key.token(Self.claims(url, ["exp": "9999999999"])))
      await expect(.early, key.token(Self.claims(url, ["nbf": future])))
      await expect(.subject, key.token(Self.claims(url, ["sub": .null])))
      await expect(.subject, key.token(Self.claims(url, ["sub": ""])))
      await expect(.audience(want: "notification-controller"), key.token(Self.claims(url, ["aud": "another"])))
      await expect(.audience(want: "notification-controller"), key.token(Self.claims(url, ["aud": .null])))
      var provider = Self.provider(url)
      provider.audience = "flux"
      await expect(.audience(want: "flux"), key.token(Self.claims(url)), [provider])
      await expect(.unknownIssuer, key.token(Self.claims("\(url)/")))
      await expect(.unknownIssuer, key.token(Self.claims(url)), [Self.provider("https://other.example")])
      await expect(.unsigned, other.token(Self.claims(url)))
      await expect(.unsigned, key.token(Self.claims(url), header: ["kid": "another"]))
      // The key of a curve does not verify what says it was signed with RSA.
      await expect(.unsigned, curve.token(Self.claims(url), header: ["alg": "RS256"]))
    }
  }

  @Test("N-RV-21 headers and tokens that are none")
  func malformed() async throws {
    let key = try SigningKey(.es256)
    let keys = IssuerKeys(client: .shared, proxy: .none)
    let url = "http://127.0.0.1:1/realm"
    let good = key.token(Self.claims(url))
    let parts = good.split(separator: ".").map(String.init)
    for token in [
      "", "x", "a.b.c", "\(parts[0]).\(parts[1])", "\(good).x", "\(parts[0]).\(parts[1]).!",
      key.token(Self.claims(url), header: ["alg": "none"]), key.token(Self.claims(url), header: ["alg": "HS256"]),
      key.token(Self.claims(url), header: ["alg": .null]), key.token(Self.claims(url), header: ["crit": ["b64"]]),
      key.token(Self.claims(url, ["iss": .null])),
      key.token([
        "iss": .string(url),
        "pad": .string(
          String(repeating: "x", count: 20_000)),
      ]),
    ] {
      #expect(throws: (any Error).self, "\(token.prefix(40))") {
        _ = try WebToken(try ReceivedCall(headers: ["Authorization": "Bearer \(token)"]) { [] }.bearerToken())
      }
    }
    for header in ["", "Bearer", "Bearer ", "Basic \(good)", good] {
      #expect(throws: CallRefusal.self) {
        try ReceivedCall(headers: ["Authorization": header]) { [] }.bearerToken()
      }
    }
    // Nobody answers at the issuer's address: the caller is not let in.
    await #expect(throws: TokenError.self) { try await verify(good, [Self.provider(url)], keys) }
  }

  @Test("N-RV-20 N-RS-15 N-RS-16 variables in order, then all conditions, whose messages are joined")
  func rules() async throws {
    var provider = Self.provider("https://issuer.example", validation: "vars.team == 'team'")
    provider.validations.append(.init(expression: "vars.both.startsWith('team+')", message: "second"))
    provider.variables = [
      .init(name: "team", expression: "claims.repository.split('/')[0]"),
      .init(name: "both", expression: "vars.team + '+' + claims.sub"),
    ]
    let rules = try ClaimRules(provider)
    try rules.check(["repository": "team/shop", "sub": "s"])
    #expect(throws: TokenError.claims("token validation failed: wrong repository; second")) {
      try rules.check(["repository": "other/shop", "sub": "s"])
    }
    #expect(throws: TokenError.self) { try rules.check(["sub": "s"]) }
    provider.validations = [.init(expression: "claims.missing == 1", message: "m")]
    #expect(throws: TokenError.self) { try ClaimRules(provider).check(["repository": "a/b", "sub": "s"]) }
  }

  @Test("who has no token is turned away before the body is waited for")
  func headerFirst() async throws {
    let check = IssuerTokenCheck(keys: IssuerKeys(client: .shared, proxy: .none))
    struct Asked: Error {}
    for headers: HTTPHeaders in [[:], ["Authorization": "Bearer x.y.z"]] {
      do {
        let call = ReceivedCall(headers: headers) { throw Asked() }
        _ = try await check.verify(call, [Self.provider("https://issuer.example")])
        Issue.record("a caller without a token was let in")
      } catch {
        #expect(!(error is Asked))
      }
    }
  }

  @Test("an issuer is asked once for all who wait, and not again for each forged token")
  func caching() async throws {
    let key = try SigningKey(.es256)
    let issuer = Issuer([key.json])
    try await issuer.server.run { address in
      let keys = IssuerKeys(client: issuer.server.client, proxy: .none)
      let url = "\(address)/realm"
      let good = key.token(Self.claims(url))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try await self.verify(good, [Self.provider(url)], keys) } }
        try await group.waitForAll()
      }
      for number in 0..<20 {
        let forged = try SigningKey(.es256, id: "forged-\(number)").token(Self.claims(url))
        await #expect(throws: TokenError.unsigned) { try await verify(forged, [Self.provider(url)], keys) }
      }
      #expect(issuer.asked("/keys") == 1)
      // An issuer whose description is that of another one is not believed, and not asked again at once.
      for _ in 0..<5 {
        await #expect(throws: TokenError.self) {
          try await verify(key.token(Self.claims("\(address)/liar")), [Self.provider("\(address)/liar")], keys)
        }
      }
      #expect(issuer.asked("/liar/.well-known/openid-configuration") == 1)
    }
  }

  @Test("N-RV-16 N-RV-17 gcr: Google's token for the account and audience of the Secret, and the news inside")
  func google() async throws {
    let key = try SigningKey(.rs256)
    let issuer = Issuer([key.json])
    try await issuer.server.run { address in
      let check = GoogleTokenCheck(
        keys: IssuerKeys(client: issuer.server.client, proxy: .none), keysURL: "\(address)/keys")
      let secret = try CallerTests.secret(["token": "t", "email": "push@example.iam", "audience": "https://hook"])
      let news = Base64.encode(Array("{\"action\":\"INSERT\",\"digest\":\"d\",\"tag\":\"1\",\"x\":2}".utf8))
      let envelope = "{\"message\":{\"data\":\"\(news)\",\"messageId\":\"1\"}}"
      func call(
        _ changes: JSONObject = [:], body: String = envelope, secret: ReceiverSecret = secret
      ) async throws -> VerifiedCall {
        var wanted: JSONObject = [
          "aud": "https://hook", "email": "push@example.iam", "email_verified": true,
        ]
        for (name, value) in changes { wanted[name] = value }
        let token = key.token(Self.claims("https://accounts.google.com", wanted))
        let headers: HTTPHeaders = ["Authorization": "Bearer \(token)", "Content-Type": "application/json"]
        return try await check.verify(ReceivedCall(headers: headers) { Array(body.utf8) }, secret)
      }
      #expect(try await call().request() == ["action": "INSERT", "digest": "d", "tag": "1"])
      _ = try await call(["iss": "accounts.google.com"])
      for changes: JSONObject in [
        ["iss": "https://accounts.example.com"], ["aud": "https://other"], ["email": "else@example.iam"],
        ["email": .null], ["email_verified": false], ["email_verified": "true"], ["email_verified": .null],
        ["exp": 1], ["sub": .null],
      ] { await #expect(throws: (any Error).self, "\(changes)") { try await call(changes) } }
      for body in ["", "{}", "{\"message\":{\"data\":\"!\"}}", "{\"message\":{\"data\":\"e30x\"}}", "{\"message\":1}"] {
        await #expect(throws: (any Error).self, "\(body)") { try await call(body: body) }
      }
      for incomplete in [["token": "t", "email": "push@example.iam"], ["token": "t", "audience": "https://hook"]] {
        let secret = try CallerTests.secret(incomplete)
        await #expect(throws: CallRefusal.self) { try await call(secret: secret) }
      }
    }
  }
}
