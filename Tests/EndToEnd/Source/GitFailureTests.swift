import HTTPServer
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What is said when a repository cannot be fetched, and what happens once it can.
@Suite struct GitFailureTests {
  @Test("S-GK-02 S-GT-26 a bearer token opens a server over plain http")
  func bearerToken() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("bearer")
    let repository = try await world.git.createRepository("bearer")
    let commit = try await repository.commit(files: ["a": "1"])
    let gate = try await BearerGate.start(token: "token-of-the-test", before: world.git)
    try await world.cluster.createSecret("token", in: namespace, ["bearerToken": "token-of-the-test"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec("\(gate.url)/bearer.git", ["secretRef": ["name": "token"]]))
    #expect(try await object.waitUntilReady().artifactRevision == "main@sha1:\(commit)")

    let other = world.object("other", in: namespace)
    try await world.cluster.createSecret("wrong", in: namespace, ["bearerToken": "not-the-right-token"])
    try await other.create(spec: SourceWorld.spec("\(gate.url)/bearer.git", ["secretRef": ["name": "wrong"]]))
    let failed = try await other.waitUntilFailed("GitOperationFailed")
    #expect(!failed.text.contains("not-the-right-token"))
  }

  @Test("S-GS-15 S-FL-45 a proxy of the object's own is used, with its password")
  func proxy() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("proxy")
    let repository = try await world.git.createRepository("proxied")
    let commit = try await repository.commit(files: ["a": "1"])
    let gate = try await BearerGate.start(
      token: "token-of-the-test", before: world.git, proxyAuthorization: "Basic bWU6cHc=")  // me:pw
    try await world.cluster.createSecret("token", in: namespace, ["bearerToken": "token-of-the-test"])
    try await world.cluster.createSecret(
      "proxy", in: namespace, ["address": gate.url, "username": "me", "password": "pw"])
    let object = world.object(in: namespace)
    try await object.create(
      spec: SourceWorld.spec(
        "http://nowhere.invalid/proxied.git",
        ["secretRef": ["name": "token"], "proxySecretRef": ["name": "proxy"]]))
    #expect(try await object.waitUntilReady().artifactRevision == "main@sha1:\(commit)")
  }

  @Test("S-RE-05 S-GS-04 S-GK-01 a Secret that is missing or incomplete is named, and its values are not")
  func secrets() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("secrets")
    let repository = try await world.git.createRepository("secrets")
    try await repository.commit(files: ["a": "1"])
    try await world.cluster.createSecret("half", in: namespace, ["password": "word-without-user"])
    try await world.cluster.createSecret("app", in: namespace, ["githubAppID": "1"])
    func failure(_ name: String, _ secret: String, _ reason: String) async throws -> String {
      let object = world.object(name, in: namespace)
      try await object.create(spec: SourceWorld.spec(repository.url, ["secretRef": ["name": .string(secret)]]))
      let failed = try await object.waitUntilFailed(reason)
      #expect(failed.condition("FetchFailed")?.reason == reason)
      #expect(!failed.text.contains("word-without-user"))
      return failed.condition("Ready")?.message ?? ""
    }
    async let missing = failure("missing", "later", "AuthenticationFailed")
    async let half = failure("half", "half", "AuthenticationFailed")
    async let app = failure("app", "app", "InvalidProviderConfiguration")
    #expect(try await missing.contains("\(namespace)/later"))
    #expect(try await half.contains("'username'"))
    #expect(try await app.contains("github"))

    try await world.cluster.createSecret(
      "later", in: namespace,
      ["username": world.git.username, "password": world.git.password, "ca.crt": world.git.authorityPEM])
    try await world.object("missing", in: namespace).waitUntilReady()
  }

  @Test("S-RE-18 S-CT-04 wrong passwords, unknown authorities, missing branches and repositories are told apart")
  func refused() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("refused")
    let repository = try await world.git.createRepository("refused")
    try await repository.commit(files: ["a": "1"])
    let git = world.git
    try await world.cluster.createSecret(
      "wrong", in: namespace,
      ["username": git.username, "password": "the-wrong-password", "ca.crt": git.authorityPEM])
    try await world.cluster.createSecret(
      "no-ca", in: namespace, ["username": git.username, "password": git.password])
    func message(_ name: String, _ url: String, _ more: JSONObject) async throws -> String {
      let object = world.object(name, in: namespace)
      try await object.create(spec: SourceWorld.spec(url, more))
      let failed = try await object.waitUntilFailed("GitOperationFailed")
      #expect(failed.condition("FetchFailed")?.status == .true)
      #expect(failed.observedGeneration != failed.generation, "S-RC-09 a failure that is tried again is not observed")
      let status = failed.json["status"].map { String(decoding: $0.serialized(), as: UTF8.self) } ?? ""
      #expect(!status.contains("the-wrong-password") && !status.contains(git.password))
      return failed.condition("Ready")?.message ?? ""
    }
    async let password = message("password", repository.url, ["secretRef": ["name": "wrong"]])
    async let authority = message("authority", repository.url, ["secretRef": ["name": "no-ca"]])
    async let branch = message("branch", repository.url, ["ref": ["branch": "nowhere"]])
    async let gone = message("gone", "\(git.url)/nothing.git", [:])
    async let inURL = message(
      "in-url", repository.url.replacing("://", with: "://someone:the-wrong-password@"), ["secretRef": .null])
    #expect(try await password.contains("credentials"))
    #expect(try await authority.contains("certificate"))
    #expect(try await branch.contains("nowhere"))
    #expect(try await gone.contains("not found"))
    _ = try await inURL
    try await eventually("a warning") {
      try await world.cluster.events(about: "password", in: namespace).contains {
        $0.type == "Warning" && $0.reason == "GitOperationFailed"
      }
    }
    #expect(!world.controller.log.contains("the-wrong-password"))
  }

  @Test("S-GT-10 S-RE-19 an empty repository is named so, until there is a commit")
  func empty() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("empty")
    let repository = try await world.git.createRepository("empty")
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    try await object.waitUntilFailed("EmptyGitRepository")
    try await repository.commit(files: ["a": "1"])
    try await object.waitUntilReady()
  }

  @Test("S-EV-07 S-EV-08 S-EV-16 S-RC-14 a repository that comes back is told once, and the artifact was kept")
  func recovery() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("recovery")
    let repository = try await world.git.createRepository("recovery")
    let commit = try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    let ready = try await object.waitUntilReady()
    try await repository.git("push", "--quiet", "origin", "\(commit):refs/heads/elsewhere")
    try await repository.git("--git-dir=\(repository.path)", "update-ref", "-d", "refs/heads/main")
    let failed = try await object.reconcile()
    #expect(failed.condition("Ready")?.reason == "GitOperationFailed")
    #expect(failed.artifactDigest == ready.artifactDigest)
    let version = failed.resourceVersion
    let runs = try await world.runs(of: object)
    try await eventually("two more tries") { try await world.runs(of: object) >= runs + 2 }
    #expect(try await object.get().resourceVersion == version, "the same failure is written once")

    try await repository.setBranch("main", to: commit)
    let recovered = try await object.waitUntilReady()
    #expect(recovered.artifactDigest == ready.artifactDigest && recovered.condition("FetchFailed") == nil)
    try await eventually("the event") {
      world.events.events(about: "repo", in: namespace).contains { $0["reason"] == "Succeeded" }
    }
    let events = world.events.events(about: "repo", in: namespace)
    #expect(events.contains { $0["reason"] == "GitOperationFailed" && $0["severity"] == "error" })
    let message = events.last { $0["reason"] == "Succeeded" }?["message"]?.stringValue
    #expect(message == "stored artifact for commit 'main@sha1:\(commit)'")
  }

  @Test("S-RE-20 a .sourceignore that cannot be read is named; a sound one ends the failure")
  func ignoreFileOutOfBounds() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("ignore-file")
    let repository = try await world.git.createRepository("ignore-file")
    let tooMuch = String(repeating: "*.md\n", count: 60_000)
    try await repository.commit(files: ["a": "1", "docs/.sourceignore": tooMuch])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    let failed = try await object.waitUntilFailed("SourceIgnoreError")
    let condition = failed.condition("StorageOperationFailed")
    #expect(condition?.status == .true && condition?.message.contains("'docs/.sourceignore'") == true)
    try await repository.commit(files: ["docs/.sourceignore": "*.md\n"])
    try await object.reconcile()
    try await object.waitUntilReady()
  }

  @Test("S-RC-12 what this version cannot do stalls the object, which says so")
  func notSupported() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("stalled")
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec("ssh://git@127.0.0.1/repo.git"))
    let stalled = try await object.wait("Stalled") { $0.condition("Stalled")?.status == .true }
    #expect(stalled.condition("Stalled")?.reason == "NotSupported")
    #expect(stalled.condition("Reconciling") == nil && stalled.condition("Ready")?.status == .false)
    #expect(stalled.observedGeneration == stalled.generation, "S-RC-09")
  }

  @Test("Servers that hang hold up nobody, and a new spec ends the wait")
  func hangingServers() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("hanging")
    let repository = try await world.git.createRepository("hanging")
    try await repository.commit(files: ["a": "1"])
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { _ in
      try? await Task.sleep(for: .seconds(600))
      return .notFound
    }.start()
    let hanging = (0..<8).map { world.object("hanging-\($0)", in: namespace) }
    for object in hanging {
      try await object.create(spec: SourceWorld.spec("http://127.0.0.1:\(server.port)/a.git", ["timeout": "50s"]))
    }
    for object in hanging { try await object.wait("a run") { $0.condition("Reconciling") != nil } }
    let good = world.object("good", in: namespace)
    try await good.create(spec: SourceWorld.spec(repository.url))
    try await good.waitUntilReady()
    #expect(try await hanging[0].get().condition("FetchFailed") == nil, "the others still wait")

    try await hanging[0].patch(["spec": ["url": .string(repository.url)]])
    try await hanging[0].waitUntilReady()
    #expect(try await hanging[1].get().condition("FetchFailed") == nil, "the others still wait")

    try await hanging[1].patch(["spec": ["timeout": "1s"]])
    let failed = try await hanging[1].waitUntilFailed("GitOperationFailed")
    #expect(failed.condition("Ready")?.message.contains("1s") == true, "S-GS-03")
    for object in hanging { try await world.cluster.client.delete(object.type, object.key) }
    for object in hanging { try await object.waitUntilGone() }
    await server.stop(grace: .zero)
  }
}

extension DynamicObject {
  /// The whole object, to look for what must not be in it.
  var text: String { String(decoding: json.serialized(), as: UTF8.self) }
}
