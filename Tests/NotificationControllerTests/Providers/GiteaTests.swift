import ControllerSupport
import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import Logging
import OperatorKit
import OperatorKitTesting
import Synchronization
import Testing

@testable import NotificationController

/// Against a server that keeps statuses and comments as Gitea's API does.
@Suite struct GiteaTests {
  /// What the server has, by path.
  private final class Gitea: Sendable {
    let kept = Mutex<[String: [JSONValue]]>([:])

    func answer(_ seen: ScriptedServer.Seen) -> ServerResponse {
      guard seen.headers["Authorization"] == "token s3cret-token" else { return ServerResponse(status: 401) }
      if seen.path == "/api/v1/version" { return .json(Array("{\"version\":\"1.22.0\"}".utf8)) }
      if seen.path == "/api/v1/user" { return .json(Array("{\"login\":\"flux\"}".utf8)) }
      guard seen.path.hasPrefix("/api/v1/repos/team/shop/") else { return ServerResponse(status: 404) }
      return kept.withLock { kept in
        if seen.method == "GET" { return .json(JSONValue.array(kept[seen.path] ?? []).serialized()) }
        var entry = seen.json ?? .object([:])
        entry["id"] = JSONValue((kept[seen.path]?.count ?? 0) + 1)
        entry["status"] = entry["state"]
        entry["user"] = ["login": "flux"]
        if seen.method == "PATCH" { return .json(entry.serialized()) }
        kept[seen.path, default: []].insert(entry, at: 0)
        return .json(entry.serialized(), status: 201)
      }
    }
  }

  private func status(_ address: String) throws -> GiteaStatus {
    try GiteaStatus(
      Samples.settings("gitea", address: "\(address)/team/shop.git") { $0.token = "s3cret-token" }, context: "k/shop/1")
  }

  @Test("N-CS-13 gitea is given a status once, again when it changes, and pending for work in progress")
  func statuses() async throws {
    let gitea = Gitea()
    let server = ScriptedServer { gitea.answer($0) }
    try await server.run { address in
      let notifier = try status(address)
      for _ in 0..<2 { try await notifier.notify(Samples.notification(), through: server.sender()) }
      try await notifier.notify(
        Samples.notification(Samples.event(.error, reason: "HealthCheckFailed")), through: server.sender())
      try await notifier.notify(
        Samples.notification(Samples.event(reason: "Progressing")), through: server.sender())
    }
    let posts = server.seen.filter { $0.method == "POST" }
    #expect(posts.map(\.path) == Array(repeating: "/api/v1/repos/team/shop/statuses/\(Samples.commit)", count: 3))
    #expect(
      posts.map(\.json) == [
        ["state": "success", "target_url": "", "description": "reconciliation succeeded", "context": "k/shop/1"],
        ["state": "failure", "target_url": "", "description": "health check failed", "context": "k/shop/1"],
        ["state": "pending", "target_url": "", "description": "progressing", "context": "k/shop/1"],
      ])
  }

  @Test("a gitea server that refuses is an error without the token, and one that knows no repository says so")
  func failures() async throws {
    let gitea = Gitea()
    let server = ScriptedServer { gitea.answer($0) }
    try await server.run { address in
      let unknown = try GiteaStatus(
        Samples.settings("gitea", address: "\(address)/other/shop") { $0.token = "s3cret-token" }, context: "k")
      let error = await #expect(throws: DeliveryError.self) {
        try await unknown.notify(Samples.notification(), through: server.sender())
      }
      #expect("\(error as Any)".contains("Gitea 1.22.0 does not know"))
      let refused = try GiteaStatus(
        Samples.settings("gitea", address: "\(address)/team/shop") { $0.token = "wrong-token" }, context: "k")
      let refusal = await #expect(throws: DeliveryError.self) {
        try await refused.notify(Samples.notification(), through: server.sender())
      }
      #expect("\(refusal as Any)".contains("401") && !"\(refusal as Any)".contains("wrong-token"))
    }
  }

  @Test("N-CR-06 a pull request gets one comment for each object, which is kept up to date")
  func comments() async throws {
    let gitea = Gitea()
    let server = ScriptedServer { gitea.answer($0) }
    let event = Samples.event(metadata: ["change_request": "7", "revision": "x"])
    try await server.run { address in
      let notifier = try GiteaComment(
        Samples.settings("giteapullrequestcomment", address: "\(address)/team/shop") { $0.password = "s3cret-token" })
      for _ in 0..<2 { try await notifier.notify(Samples.notification(event), through: server.sender()) }
    }
    let writes = server.seen.filter { $0.method != "GET" }
    #expect(writes.map(\.method) == ["POST", "PATCH"])
    #expect(writes.first?.path == "/api/v1/repos/team/shop/issues/7/comments")
    #expect(writes.last?.path == "/api/v1/repos/team/shop/issues/comments/1")
    let text =
      "<!-- flux-pr-comment-key:1a2b3c4d-5e6f/Kustomization/apps/shop -->\n\n## Flux Status\n\n"
      + "ℹ️ Kustomization/apps/shop\n\ndone\n\nMetadata:\n* `revision`: x\n"
    #expect(writes.first?.json == ["body": .string(text)])
  }

  @Test("gitea: token, authority and proxy all come from Secrets")
  func secrets() async throws {
    let gitea = Gitea()
    let folder = try TemporaryDirectory(prefix: "gitea")
    let authority = try await CertificateAuthority.create(in: folder.path)
    let identity = try await authority.issue(
      "gitea", subject: "/CN=gitea", alternativeNames: ["DNS:gitea.test"], usage: .server)
    let proxy = try ProxyServer(
      ServerIdentity(certificate: identity.certificatePath, key: identity.keyPath)
    ) { gitea.answer($0) }
    let pem = try await ChildProcess.run("cat", authority.certificatePath).text
    let secrets: [String: [String: String]] = [
      "token": ["token": "s3cret-token"], "ca": ["ca.crt": pem],
      "token-and-ca": ["token": "s3cret-token", "ca.crt": pem],
      "proxy": ["address": "http://127.0.0.1:\(proxy.port)", "username": "flux", "password": "pr0xy"],
    ]
    func tell(_ token: String, _ certificate: String?, _ event: ControllerEvent) async throws {
      var spec = Provider.Spec(type: ProviderType(rawValue: "gitea"))
      spec.address = "https://gitea.test/team/shop"
      spec.secretRef = LocalObjectReference(name: token)
      spec.certSecretRef = certificate.map { LocalObjectReference(name: $0) }
      spec.proxySecretRef = LocalObjectReference(name: "proxy")
      let loader = ProviderLoader(
        readSecret: { key in
          SecretData(key: key, values: (secrets[key.name] ?? [:]).mapValues { Array($0.utf8) })
        }, allowsPlainHTTP: false, defaultServiceAccount: "", logger: Logger(label: "test"))
      let settings = try await loader.load(
        Provider(metadata: ObjectMeta(name: "gitea", namespace: "apps"), spec: spec))
      let notifier = try NotifierFactory.make(settings, status: "k/shop/1", tokens: Samples.tokens)
      let client = HTTPClient()
      defer { client.shutdown() }
      try await notifier.notify(
        Samples.notification(event),
        through: Sender(client: client, timeout: .seconds(120), retries: .init(count: 0)))
    }
    try await tell("token", "ca", Samples.info)
    try await tell("token-and-ca", nil, Samples.failure)
    let kept = gitea.kept.withLock { $0["/api/v1/repos/team/shop/statuses/\(Samples.commit)"] ?? [] }
    #expect(kept.map { $0["state"] } == ["failure", "success"])
    let login = "Basic \(Base64.encode(Array("flux:pr0xy".utf8)))"
    #expect(!proxy.requests.isEmpty)
    #expect(proxy.requests.allSatisfy { $0 == .init(target: "gitea.test:443", authorization: login) })
    // Without the authority nobody believes the server.
    let stranger = await #expect(throws: HTTPError.self) { try await tell("token", nil, Samples.info) }
    guard case .tlsVerify = stranger?.kind else {
      Issue.record("\(stranger as Any)")
      return
    }
  }
}
