import Digests
import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import Testing

@testable import ControllerSupport
@testable import NotificationController

/// How callers of each type of Receiver are known, and who is turned away.
@Suite struct CallerTests {
  static let token = "s3cret-token"

  static func receiver(_ type: String, events: [String] = []) -> Receiver {
    var spec = Receiver.Spec(
      type: ReceiverType(rawValue: type),
      resources: [Receiver.Resource(kind: EventSourceKind(rawValue: "GitRepository"), name: "shop")])
    spec.secretRef = LocalObjectReference(name: "token")
    spec.events = events
    return Receiver(metadata: ObjectMeta(name: "hook", namespace: "apps"), spec: spec)
  }

  static func secret(_ values: [String: String] = ["token": token]) throws -> ReceiverSecret {
    try ReceiverSecret(
      SecretData(key: ObjectKey(namespace: "apps", name: "token"), values: values.mapValues { Array($0.utf8) }))
  }

  static func digest(_ text: String) -> String { DigestAlgorithm.sha256.hexDigest(of: text) }

  private func verify(
    _ type: String, events: [String] = [], _ headers: HTTPHeaders, _ body: String = "{}",
    secret: ReceiverSecret? = try? secret()
  ) async throws -> VerifiedCall {
    let keys = IssuerKeys(client: .shared)
    let checks = CallerChecks(google: GoogleTokenCheck(keys: keys), issuers: IssuerTokenCheck(keys: keys))
    return try await checks.verify(
      ReceivedCall(headers: headers) { Array(body.utf8) }, for: Self.receiver(type, events: events), secret)
  }

  private func isAdmitted(
    _ type: String, events: [String] = [], _ headers: HTTPHeaders, _ body: String = "{}"
  ) async -> Bool {
    (try? await verify(type, events: events, headers, body)) != nil
  }

  private func signature(_ algorithm: DigestAlgorithm, _ body: String, _ token: String = token) -> String {
    let code = algorithm.authenticationCode(of: Array(body.utf8), key: Array(token.utf8))
    return "\(algorithm.rawValue)=\(code.hexString)"
  }

  @Test("N-RV-06 generic: who knows the path may call")
  func generic() async throws {
    #expect(await isAdmitted("generic", ["Authorization": "Bearer whatever"], "not json"))
  }

  @Test("N-RV-05 N-RV-22 without a token, or of a type that does not exist, nobody may call")
  func nobody() async {
    await #expect(throws: CallRefusal.self) { try await verify("generic", [:], secret: nil) }
    await #expect(throws: CallRefusal.self) { try await verify("no-such-type", [:]) }
    #expect(throws: ReceiverSecretError.noToken(ObjectKey(namespace: "apps", name: "token"))) {
      try Self.secret(["other": "x"])
    }
    #expect(throws: ReceiverSecretError.emptyToken(ObjectKey(namespace: "apps", name: "token"))) {
      try Self.secret(["token": ""])
    }
  }

  @Test("N-RV-07 generic-hmac: signed with one of three algorithms, over exactly this body")
  func hmac() async {
    for algorithm in [DigestAlgorithm.sha1, .sha256, .sha512] {
      let good = signature(algorithm, "{\"a\":1}")
      #expect(await isAdmitted("generic-hmac", ["X-Signature": good], "{\"a\":1}"))
      #expect(await isAdmitted("generic-hmac", ["X-Signature": good.uppercasedHex], "{\"a\":1}"))
      #expect(await !isAdmitted("generic-hmac", ["X-Signature": good], "{\"a\":2}"), "replayed on another body")
      #expect(await !isAdmitted("generic-hmac", ["X-Signature": String(good.dropLast(2))], "{\"a\":1}"))
    }
    let right = signature(.sha256, "{}")
    let digits = String(right.dropFirst("sha256=".count))
    for wrong in [
      "", digits, "md5=\(digits)", "sha384=\(digits)", "sha256=", "sha256=zz", "sha512=\(digits)",
      signature(.sha256, "{}", "another token"),
    ] { #expect(await !isAdmitted("generic-hmac", ["X-Signature": wrong])) }
    #expect(await !isAdmitted("generic-hmac", [:]))
  }

  @Test("N-RV-08 N-RS-03 N-RF-03 github: the better of two signatures, JSON or a form, and the events of a list")
  func github() async throws {
    let body = "{\"ref\":\"refs/heads/main\"}"
    let json = "application/json; charset=utf-8"
    let good = signature(.sha256, body)
    #expect(await isAdmitted("github", ["Content-Type": json, "X-Hub-Signature-256": good], body))
    #expect(await isAdmitted("github", ["Content-Type": json, "X-Hub-Signature": signature(.sha1, body)], body))
    let worse = signature(.sha1, body)
    #expect(
      await !isAdmitted(
        "github", ["Content-Type": json, "X-Hub-Signature-256": "sha256=00", "X-Hub-Signature": worse], body))
    #expect(await !isAdmitted("github", ["Content-Type": "text/plain", "X-Hub-Signature-256": good], body))
    #expect(await !isAdmitted("github", ["X-Hub-Signature-256": good], body))
    #expect(await !isAdmitted("github", ["Content-Type": json], body))

    let form = "payload=%7B%22ref%22%3A+%22x%22%7D&other=1"
    let sent = try await verify(
      "github",
      ["Content-Type": "application/x-www-form-urlencoded", "X-Hub-Signature-256": signature(.sha256, form)], form)
    #expect(String(decoding: sent.body, as: UTF8.self) == "{\"ref\": \"x\"}")
    #expect(try sent.request().isEmpty)

    func event(_ name: String) -> HTTPHeaders {
      ["Content-Type": json, "X-Hub-Signature-256": good, "X-GitHub-Event": name]
    }
    #expect(await isAdmitted("github", events: ["ping", "push"], event("PUSH"), body))
    #expect(await !isAdmitted("github", events: ["ping", "push"], event("issues"), body))
    #expect(await !isAdmitted("github", events: ["ping"], ["Content-Type": json, "X-Hub-Signature-256": good], body))
  }

  @Test("N-RV-10 N-RS-03 bitbucket: signed as github, with event names of its own")
  func bitbucket() async {
    let headers: HTTPHeaders = [
      "Content-Type": "application/json", "X-Hub-Signature": signature(.sha256, "{}"),
      "X-Event-Key": "repo:refs_changed",
    ]
    #expect(await isAdmitted("bitbucket", events: ["repo:refs_changed"], headers))
    #expect(await !isAdmitted("bitbucket", events: ["pr:merged"], headers))
    #expect(await !isAdmitted("bitbucket", headers, "{\"replayed\":true}"))
    #expect(await !isAdmitted("bitbucket", ["Content-Type": "application/json"]))
  }

  @Test("N-RV-09 N-RS-03 gitlab: the token in a header, and the events of a list")
  func gitlab() async {
    let push: HTTPHeaders = ["X-Gitlab-Token": Self.token, "X-Gitlab-Event": "Push Hook"]
    #expect(await isAdmitted("gitlab", push))
    #expect(await isAdmitted("gitlab", events: ["push hook", "Tag Push Hook"], push))
    #expect(await !isAdmitted("gitlab", events: ["Tag Push Hook"], push))
    for wrong in ["", "s3cret-toke", "s3cret-token2", "S3cret-token"] {
      #expect(await !isAdmitted("gitlab", ["X-Gitlab-Token": wrong]))
    }
    #expect(await !isAdmitted("gitlab", [:]))
  }

  @Test("N-RS-26 the token counts with the line break that an editor left in it")
  func untrimmed() async throws {
    let secret = try Self.secret(["token": "\(Self.token)\n"])
    await #expect(throws: CallRefusal.self) {
      try await verify("harbor", ["Authorization": Self.token], secret: secret)
    }
    let key = ObjectKey(namespace: "apps", name: "hook")
    let expected = DigestAlgorithm.sha256.hexDigest(of: "\(Self.token)\nhookapps")
    #expect(WebhookPath(token: secret.token, key).text == "/hook/\(expected)")
  }

  @Test("N-RV-11 harbor: the token is the whole Authorization header")
  func harbor() async {
    #expect(await isAdmitted("harbor", ["Authorization": Self.token], "no body at all"))
    #expect(await !isAdmitted("harbor", ["Authorization": "Bearer \(Self.token)"]))
    #expect(await !isAdmitted("harbor", [:]))
  }

  @Test(
    "N-RV-12 N-RV-13 N-RV-14 registries do not sign; their bodies must be what they send",
    arguments: [
      (
        "dockerhub", "{\"push_data\":{\"tag\":\"1\"},\"repository\":{\"repo_url\":\"u\"}}",
        "{\"push_data\":{\"tag\":1}}"
      ),
      ("quay", "{\"docker_url\":\"u\",\"updated_tags\":[\"1\"]}", "{\"docker_url\":\"u\",\"updated_tags\":[1]}"),
      ("acr", "{\"action\":\"push\",\"target\":{\"repository\":\"r\",\"tag\":\"1\"}}", "{\"target\":\"r\"}"),
    ])
  func registries(type: String, good: String, bad: String) async {
    #expect(await isAdmitted(type, [:], good))
    #expect(await !isAdmitted(type, [:], bad))
    for malformed in ["", "[]", "{", "\(good)x"] { #expect(await !isAdmitted(type, [:], malformed)) }
  }

  @Test("N-RV-15 nexus: SHA-1 over the body, in lower-case digits")
  func nexus() async {
    let body = "{\"action\":\"CREATED\",\"repositoryName\":\"r\"}"
    let good = String(signature(.sha1, body).dropFirst("sha1=".count))
    #expect(await isAdmitted("nexus", ["X-Nexus-Webhook-Signature": good], body))
    #expect(await !isAdmitted("nexus", ["X-Nexus-Webhook-Signature": good.uppercased()], body))
    #expect(await !isAdmitted("nexus", ["X-Nexus-Webhook-Signature": good], "{\"action\":\"DELETED\"}"))
    #expect(await !isAdmitted("nexus", ["X-Nexus-Webhook-Signature": ""], body))
    #expect(await !isAdmitted("nexus", [:], body))
    let unfit = "{\"action\":1}"
    let signed = String(signature(.sha1, unfit).dropFirst("sha1=".count))
    #expect(await !isAdmitted("nexus", ["X-Nexus-Webhook-Signature": signed], unfit))
  }

  @Test("N-RV-18 N-RS-03 cdevents: a valid event, and the name that the header gives")
  func cdevents() async {
    func event(
      _ type: String = "dev.cdevents.artifact.packaged.0.2.0", content: String = "{\"change\":{\"id\":\"c\"}}",
      version: String = "0.4.1", timestamp: String = "2026-01-02T03:04:05Z"
    ) -> String {
      """
      {"context":{"version":"\(version)","id":"1","source":"/ci","type":"\(type)","timestamp":"\(timestamp)"},
       "subject":{"id":"a","source":"/ci","content":\(content)}}
      """
    }
    #expect(await isAdmitted("cdevents", ["Ce-Type": "anything"], event()))
    #expect(await isAdmitted("cdevents", [:], event("dev.cdeventsx.tool-thing.made.1.0.0", content: "{\"any\":1}")))
    #expect(await isAdmitted("cdevents", events: ["A.B"], ["Ce-Type": "a.b"], event()), "not compared with the body")
    #expect(await !isAdmitted("cdevents", events: ["a.b"], [:], event()))
    for bad in [
      "{}", "[]", "", event("dev.cdevents.artifact.eaten.0.2.0"), event(content: "{}"), event(version: "0.3.0"),
      event(timestamp: "yesterday"), event("dev.cdevents.artifact.packaged.1.0.0"), event("artifact"),
      event("dev.cdevents.service.deployed.0.2.0", content: "{\"environment\":{\"id\":\"e\"}}"),
    ] { #expect(await !isAdmitted("cdevents", [:], bad), "\(bad)") }
  }

  @Test("N-RF-02 the body is an object of JSON where the header says so, and nothing elsewhere")
  func bodies() async throws {
    func request(_ type: String?, _ body: String) async throws -> JSONObject {
      var headers: HTTPHeaders = [:]
      headers["Content-Type"] = type
      return try await VerifiedCall(ReceivedCall(headers: headers) { Array(body.utf8) }).request()
    }
    #expect(try await request("Application/JSON; charset=utf-8", "{\"a\":1}") == ["a": 1])
    #expect(try await request("text/plain, application/json", "{\"a\":1}") == ["a": 1])
    #expect(try await request("text/plain", "{\"a\":1}").isEmpty)
    #expect(try await request(nil, "{").isEmpty)
    await #expect(throws: CallBodyError.self) { try await request("application/json", "{") }
    await #expect(throws: CallBodyError.notAnObject) { try await request("application/json", "[]") }
  }

  @Test("N-NET-04 a body of three megabytes that would be a hundred in memory is refused before it is built")
  func bombs() {
    for piece in ["[", "{\"a\":", "0,", "[],"] {
      let body = Array("[".utf8) + Array(String(repeating: piece, count: (3 << 20) / piece.utf8.count).utf8)
      #expect(throws: CallBodyError.self) { try CallBody.parse(body) }
    }
    let text = "\"" + String(repeating: "[", count: 2 << 20) + "\\\"\""
    #expect((try? CallBody.parse(Array(text.utf8)))?.stringValue?.utf8.count == (2 << 20) + 1)
  }
}

extension String {
  /// The digits behind the equals sign in upper case.
  fileprivate var uppercasedHex: String {
    let parts = split(separator: "=")
    return "\(parts[0])=\(parts[1].uppercased())"
  }
}
