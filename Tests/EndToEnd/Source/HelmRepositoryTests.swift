import Digests
import GitOpsAPI
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Indexes of a real web server.
@Suite struct HelmRepositoryTests {
  private static let type = HelmRepository.resourceType

  @Test(
    "S-HR-01 S-HR-05 S-HR-06 S-HR-12 S-HR-14 S-HR-15 S-HR-16 S-HR-10 S-HR-11 S-ST-10 S-EV-15 an index becomes an artifact"
  )
  func indexToArtifact() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("helm-index")
    try await world.publish("index", [try await world.helm.package("one", "1.0.0")])
    let repo = world.object(Self.type, "repo", in: namespace)
    let selectors: JSONValue = [["matchLabels": ["team": "a"]]]
    try await repo.create(
      spec: world.repository("index", ["suspend": true, "accessFrom": ["namespaceSelectors": selectors]]))
    // One that is made later is ready while the suspended one has nothing.
    let other = world.object(Self.type, "other", in: namespace)
    try await other.create(spec: world.repository("index"))
    try await other.waitUntilReady()
    #expect(try await repo.get().conditions.isEmpty)
    try await repo.patch(["spec": ["suspend": false]])
    let object = try await repo.wait("the artifact") {
      !$0.artifactURL.isEmpty && $0.condition("Ready")?.status == .true
    }

    let index = try #require(Files.read("\(world.web.folder)/index/index.yaml"))
    let digest = Digest.of(index)
    #expect(object.artifactRevision == "\(digest)")
    #expect(object.artifactPath == "helmrepository/\(namespace)/repo/index-\(digest.hexString).yaml")
    #expect(object.condition("Ready")?.message == "stored artifact: revision '\(digest)'")
    #expect(object.condition("ArtifactInStorage")?.reason == "Succeeded")
    #expect(try await Download.get(object.artifactURL).body == index)
    let url = try #require(object.json[path: "status", "url"]?.stringValue)
    #expect(url.hasSuffix("/helmrepository/\(namespace)/repo/index.yaml"))
    #expect(try await Download.get(url).body == index)
    #expect(world.web.requests.contains("GET /index/index.yaml 200 \(world.web.username)"))

    try await eventually("the event") { try await !world.cluster.events(about: "repo", in: namespace).isEmpty }
    let event = try await world.cluster.events(about: "repo", in: namespace)[0]
    #expect(event.reason == "NewArtifact")
    #expect(event.message == "stored fetched index of size \(index.count)B from '\(world.web.url)/index'")

    let again = try await repo.reconcile()
    #expect(again.json[path: "status", "artifact"] == object.json[path: "status", "artifact"])
    try await world.publish("index", [try await world.helm.package("two", "1.0.0")])
    let newer = try await repo.reconcile()
    #expect(newer.artifactRevision != object.artifactRevision)
    #expect(newer.condition("ArtifactOutdated") == nil)
  }

  @Test(
    "S-HR-18 S-RE-29 S-CT-04 a broken, an empty and a missing index are told apart; the old one stays; repair heals")
  func brokenIndex() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("helm-broken")
    try await world.publish("broken", [try await world.helm.package("one", "1.0.0")])
    let good = try #require(Files.read("\(world.web.folder)/broken/index.yaml"))
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.repository("broken"))
    let first = try await repo.waitUntilReady()
    for (text, hint) in [
      ("apiVersion: v1\nentries:\n  one:\n  - name: [\n  two: x\n", "line"), ("", "empty index.yaml"),
      ("entries: {}\n", "no API version specified"),
    ] {
      try world.web.write("broken/index.yaml", Array(text.utf8))
      try await repo.reconcile()
      let failed = try await repo.wait("'\(hint)' to be named") {
        $0.condition("Ready")?.message.contains(hint) == true
      }
      #expect(failed.condition("FetchFailed")?.reason == "IndexationFailed")
      #expect(failed.artifactRevision == first.artifactRevision)
    }
    unlink("\(world.web.folder)/broken/index.yaml")
    try await repo.reconcile()
    let missing = try await repo.wait("the missing index to be named") {
      $0.condition("Ready")?.message.contains("404") == true
    }
    #expect(missing.condition("FetchFailed")?.reason == "Failed")

    try world.web.write("broken/index.yaml", good)
    try await repo.reconcile()
    let healed = try await repo.waitUntilReady()
    #expect(healed.conditions.map(\.type) == ["Ready", "ArtifactInStorage"])
    try await eventually("the recovery to be told") {
      try await world.cluster.events(about: "repo", in: namespace).contains { $0.reason == "Succeeded" }
    }
  }

  @Test("S-HR-05 S-HR-06 S-RE-05 missing Secrets, refused passwords and unknown authorities")
  func credentials() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("helm-auth")
    try await world.publish("auth", [try await world.helm.package("one", "1.0.0")])
    try await world.cluster.createSecret("wrong", in: namespace, ["username": "web", "password": "not-the-one"])
    try await world.cluster.createSecret("half", in: namespace, ["username": "web"])
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.repository("auth", ["secretRef": ["name": "absent"]]))
    #expect(
      try await repo.waitUntilFailed("AuthenticationFailed").condition("Ready")?.message.contains("absent") == true)
    try await repo.patch(["spec": ["secretRef": ["name": "half"]]])
    try await repo.wait("the half pair to be named") {
      $0.condition("Ready")?.message.contains("missing 'password'") == true
    }
    try await repo.patch(["spec": ["secretRef": ["name": "wrong"]]])
    let wrong = try await repo.waitUntilFailed("Failed")
    #expect(wrong.condition("Ready")?.message.contains("401") == true)
    #expect(!wrong.text.contains("not-the-one"))
    try await repo.patch(["spec": ["secretRef": ["name": "web"], "certSecretRef": .null]])
    try await repo.wait("the certificate to be refused") {
      $0.condition("Ready")?.message.contains("certificate") == true
    }
    // The old way: certificates beside the password.
    let password = world.web.password
    try await world.cluster.createSecret(
      "both", in: namespace, ["username": "web", "password": password, "caFile": world.web.authorityPEM])
    try await repo.patch(["spec": ["secretRef": ["name": "both"]]])
    try await repo.waitUntilReady()
  }

  @Test("S-HR-02 S-HR-13 S-RE-04 a registry is a static object; a default repository that becomes one is cleared")
  func registries() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("helm-static")
    try await world.publish("static", [try await world.helm.package("one", "1.0.0")])
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.repository("static"))
    try await repo.waitUntilReady()
    try await repo.patch(["spec": ["type": "oci", "url": .string("oci://\(world.registry.host)/charts")]])
    let cleared = try await repo.wait("the object to be static") { object in
      object.json[path: "status", "artifact"] == nil && object.json[path: "metadata", "finalizers"] == nil
    }
    #expect(cleared.conditions.isEmpty)
    #expect(!Files.exists("\(world.source.storage)/helmrepository/\(namespace)/repo"))

    let wrong = world.object(Self.type, "wrong", in: namespace)
    try await wrong.create(spec: world.repository("x", ["url": "oci://registry.example.com/charts"]))
    let stalled = try await wrong.waitUntilFailed("URLInvalid")
    #expect(stalled.condition("Stalled")?.status == .true)
  }
}
