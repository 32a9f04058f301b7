import Digests
import GitOpsAPI
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Artifacts of a real registry.
@Suite struct OCIRepositoryTests {
  private static let type = OCIRepository.resourceType

  @Test(
    "S-OS-01 S-OS-02 S-OS-07 S-OS-13 S-OT-01 S-OT-02 S-OT-03 S-OT-09 S-OT-17 S-ST-05 S-ST-10 S-ST-11 S-EV-10 a push becomes an artifact"
  )
  func pushToArtifact() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-push")
    let files = ["deploy/app.yaml": "kind: Deployment\n", "logo.png": "p", "README.md": "Hello\n"]
    let digest = try await world.registry.push(
      "push/app", tag: "latest", layers: [Layer.files(files)],
      annotations: [
        "org.opencontainers.image.source": "https://git.example.com/app",
        "org.opencontainers.image.revision": "main@sha1:abc", "other": "x",
      ])
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.oci("push/app"))
    let object = try await repo.waitUntilReady()

    #expect(object.artifactRevision == "latest@\(digest)")
    #expect(object.artifactPath == "ocirepository/\(namespace)/repo/\(digest).tar.gz")
    let download = try await Download.get(object.artifactURL)
    #expect(object.artifactDigest == "\(Digest.of(download.body))")
    #expect(try download.unpacked().keys.sorted() == ["README.md", "deploy/app.yaml"], "S-OT-09 S-IG-09")
    #expect(object.json[path: "status", "artifact", "metadata", "other"] == "x")
    #expect(object.conditions.map(\.type) == ["Ready", "ArtifactInStorage"])
    #expect(object.condition("Ready")?.message == "stored artifact for digest 'latest@\(digest)'", "S-EV-15")

    let url = try #require(object.json[path: "status", "url"]?.stringValue)
    #expect(url.hasSuffix("/ocirepository/\(namespace)/repo/latest.tar.gz"))
    #expect(try await Download.get(url).body == download.body)

    try await eventually("the event") { try await !world.cluster.events(about: "repo", in: namespace).isEmpty }
    let event = try await world.cluster.events(about: "repo", in: namespace)[0]
    #expect(event.reason == "NewArtifact")
    #expect(
      event.message == "stored artifact with revision 'latest@\(digest)' from 'oci://\(world.registry.host)/push/app', "
        + "origin source 'https://git.example.com/app', origin revision 'main@sha1:abc'")
    #expect(world.registry.log.contains("flux/v2"), "S-OT-17")

    let second = try await world.registry.push("push/app", tag: "latest", layers: [Layer.files(["b.yaml": "b"])])
    let newer = try await repo.reconcile()
    #expect(newer.artifactRevision == "latest@\(second)")
    #expect(try await Download.get(url).body == Download.get(newer.artifactURL).body, "S-ST-11")
    #expect(newer.json[path: "status", "artifact", "metadata"] == nil)
  }

  @Test(
    "S-OS-03 S-OT-06 S-OT-03 S-RE-11 semver chooses among the tags that pass the filter; a digest wins over everything")
  func references() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-ref")
    var digests: [String: Digest] = [:]
    for tag in ["1.0.0", "1.2.0", "v1.3.0", "2.0.0-rc.1", "1.9.0-debian", "stable"] {
      digests[tag] = try await world.registry.push("ref/app", tag: tag, layers: [Layer.files(["tag": tag])])
    }
    let repo = world.object(Self.type, "repo", in: namespace)
    func revision(_ ref: JSONObject) async throws -> String {
      try await repo.patch(["spec": ["ref": .null]])
      try await repo.patch(["spec": ["ref": .object(ref)]])
      return try await repo.waitUntilReady().artifactRevision
    }
    try await repo.create(spec: world.oci("ref/app", ["ref": ["tag": "stable"]]))
    let first = try await repo.waitUntilReady()
    #expect(first.artifactRevision == "stable@\(try #require(digests["stable"]))")
    #expect(try await revision(["semver": "1.x"]) == "v1.3.0@\(try #require(digests["v1.3.0"]))")
    #expect(
      try await revision(["semver": ">=1.0.0-0", "tag": "stable"])
        == "2.0.0-rc.1@\(try #require(digests["2.0.0-rc.1"]))")
    #expect(
      try await revision(["semver": ">=1.0.0-0", "semverFilter": ".*-debian$"])
        == "1.9.0-debian@\(try #require(digests["1.9.0-debian"]))")
    let digest = try #require(digests["1.0.0"])
    #expect(try await revision(["digest": .string("\(digest)"), "semver": "1.x"]) == "\(digest)", "S-OS-02")

    try await repo.patch(["spec": ["ref": ["digest": .null, "semver": "7.x"]]])
    let failed = try await repo.waitUntilFailed("ReadOperationFailed")
    #expect(failed.condition("FetchFailed")?.message.contains("no match found for semver: 7.x") == true, "S-RE-11")
    #expect(failed.condition("Stalled") == nil)
    #expect(failed.artifactRevision == "\(digest)")

    let absent = world.object(Self.type, "absent", in: namespace)
    try await absent.create(spec: world.oci("ref/absent", ["ref": ["semver": "1.x"]]))
    let unlisted = try await absent.waitUntilFailed("ReadOperationFailed")
    #expect(unlisted.condition("FetchFailed")?.status == .true && unlisted.condition("Stalled") == nil)
  }

  @Test("S-OS-04 S-OS-05 S-OT-08 S-OT-10 S-OS-15 S-RE-27 a layer is chosen by its type, unpacked or kept as it is")
  func layers() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-layers")
    let first = try Layer.files(["a.yaml": "a", "b.md": "b"])
    let second = try Layer.files(["c.yaml": "c"], mediaType: "application/x-second")
    try await world.registry.push("layers/app", tag: "latest", layers: [first, second])
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.oci("layers/app", ["ignore": "*.md\n"]))
    let whole = try await repo.waitUntilReady()
    #expect(try await Download.get(whole.artifactURL).unpacked().keys.sorted() == ["a.yaml"])
    #expect(whole.json[path: "status", "observedIgnore"] == "*.md\n")

    try await repo.patch(["spec": ["layerSelector": ["mediaType": "application/x-second"]]])
    let other = try await repo.waitUntilReady()
    #expect(try await Download.get(other.artifactURL).unpacked().keys.sorted() == ["c.yaml"])
    #expect(other.artifactRevision == whole.artifactRevision)

    try await repo.patch(["spec": ["layerSelector": ["mediaType": .null, "operation": "copy"]]])
    let copied = try await repo.waitUntilReady()
    #expect(try await Download.get(copied.artifactURL).body == first.bytes)
    #expect(copied.artifactDigest == "\(first.digest)")
    #expect(copied.json[path: "status", "observedLayerSelector"] == ["operation": "copy"])

    try await repo.patch(["spec": ["layerSelector": ["mediaType": "application/x-third"]]])
    let failed = try await repo.waitUntilFailed("OCIArtifactLayerOperationFailed")
    #expect(
      failed.condition("Ready")?.message == "failed to find layer with media type 'application/x-third' in artifact")
  }

  @Test(
    "S-OS-08 S-OT-14 S-RE-05 credentials come from the object's Secret or its service account; refused ones are named")
  func credentials() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-auth")
    try await world.registry.push("auth/app", tag: "latest", layers: [Layer.files(["a": "a"])])
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.oci("auth/app", ["secretRef": ["name": "absent"]]))
    let absent = try await repo.waitUntilFailed("AuthenticationFailed")
    #expect(absent.condition("Ready")?.message.contains("'\(namespace)/absent'") == true)

    try await world.createDockerConfig("wrong", in: namespace, password: "not-the-password")
    try await repo.patch(["spec": ["secretRef": ["name": "wrong"]]])
    let wrong = try await repo.wait("the refusal") {
      $0.condition("Ready")?.reason == "AuthenticationFailed" && $0.condition("Ready")?.message.contains("401") == true
    }
    #expect(!wrong.text.contains("not-the-password"))

    var account = DynamicObject(.serviceAccount, ObjectKey(namespace: namespace, name: "puller"))
    account.json["imagePullSecrets"] = [["name": "registry"]]
    _ = try await world.cluster.client.create(.serviceAccount, account)
    try await repo.patch(["spec": ["secretRef": .null, "serviceAccountName": "puller"]])
    try await repo.waitUntilReady()

    try await repo.patch(["spec": ["certSecretRef": .null]])
    let untrusted = try await repo.waitUntilFailed("AuthenticationFailed")
    #expect(untrusted.condition("Ready")?.message.contains("certificate") == true)
    try await repo.patch(["spec": ["insecure": true]])
    try await repo.waitUntilReady()
  }

  @Test("S-RE-04 what cannot work stalls and says why: tags in the URL, verification, cloud providers")
  func refusals() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-refused")
    let cases: [(String, JSONObject, String, String)] = [
      ("tag", ["url": "oci://registry.example.com/app:v1"], "URLInvalid", "URL must not contain a tag; remove ':v1'"),
      ("verify", ["verify": ["provider": "cosign"]], "NotSupported", "spec.verify"),
      ("provider", ["provider": "aws"], "NotSupported", "spec.provider 'aws'"),
    ]
    for (name, more, reason, hint) in cases {
      let repo = world.object(Self.type, name, in: namespace)
      try await repo.create(spec: world.oci("refused/app", more))
      let object = try await repo.waitUntilFailed(reason)
      #expect(object.condition("Stalled")?.status == .true)
      #expect(object.condition("Ready")?.message.contains(hint) == true)
      #expect(object.observedGeneration == 1)
    }
  }

  @Test("a layer with a path that leaves, a hard link or a wrong digest is refused; the old artifact stays")
  func hostileLayers() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-hostile")
    // Deep enough to be left lying about by whoever clears up without looking.
    let deep = String(repeating: "d/", count: 40) + "f"
    try await world.registry.push("hostile/app", tag: "latest", layers: [Layer.files([deep: "x"])])
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.oci("hostile/app"))
    try await repo.waitUntilReady()
    let good = try await world.registry.push("hostile/app", tag: "latest", layers: [Layer.files(["a": "a"])])
    let before = try await repo.reconcile()
    #expect(before.artifactRevision == "latest@\(good)")

    let escaping = try Layer.files(["../../escaped": "x"])
    try await world.registry.push("hostile/app", tag: "latest", layers: [escaping])
    try await repo.reconcile()
    let refused = try await repo.waitUntilFailed("OCIArtifactLayerOperationFailed")
    #expect(refused.condition("Ready")?.message.contains("unsafe path \"../../escaped\"") == true)
    #expect(refused.condition("ArtifactOutdated")?.status == .true, "S-RE-16")
    #expect(refused.artifactDigest == before.artifactDigest)

    let noArchive = RegistryLayer(mediaType: Layer.mediaType, bytes: Array("nonsense".utf8))
    try await world.registry.push("hostile/app", tag: "latest", layers: [noArchive])
    try await repo.reconcile()
    try await repo.wait("what is no archive to be named") {
      $0.condition("Ready")?.message.contains("not a gzip archive") == true
    }

    let corrupted = try Layer.files(["b": String(repeating: "b", count: 1000)])
    try await world.registry.push("hostile/app", tag: "latest", layers: [corrupted])
    try world.registry.corrupt(blob: "\(corrupted.digest)") { $0.dropLast() + [0x55] }
    try await repo.reconcile()
    let corrupt = try await repo.wait("the wrong bytes to be named") {
      $0.condition("Ready")?.message.contains(" instead of \(corrupted.digest)") == true
        || $0.condition("Ready")?.message.contains("corrupt compressed data") == true
    }
    #expect(corrupt.condition("Ready")?.reason == "OCIArtifactLayerOperationFailed")
    #expect(try await Download.get(corrupt.artifactURL).unpacked() == ["a": "a"])

    let next = try await world.registry.push("hostile/app", tag: "latest", layers: [Layer.files(["c": "c"])])
    try await repo.reconcile()
    let healed = try await repo.waitUntilReady()
    #expect(healed.artifactRevision == "latest@\(next)")
    #expect(healed.conditions.map(\.type) == ["Ready", "ArtifactInStorage"])
    let work = Files.names(in: "\(world.source.controller.directory.path)/tmp/source-controller-work")
    #expect(!work.contains { $0.contains(namespace) }, "S-ST-14")
  }

  @Test(
    "S-OS-16 S-RC-04 S-RC-17 plain HTTP where it is allowed; a suspended object rests; a deleted one leaves nothing")
  func life() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-life")
    var options = RegistryServer.Options()
    options.usesTLS = false
    options.username = nil
    let registry = try await RegistryServer.start(options)
    try await registry.push("app", tag: "latest", layers: [Layer.files(["a": "1"])])
    let repo = world.object(Self.type, "repo", in: namespace)
    let spec: JSONObject = [
      "url": .string("oci://\(registry.host)/app"), "insecure": true, "secretRef": .null, "certSecretRef": .null,
    ]
    try await repo.create(spec: world.oci("app", spec))
    let first = try await repo.waitUntilReady()

    try await repo.patch(["spec": ["suspend": true]])
    try await registry.push("app", tag: "latest", layers: [Layer.files(["a": "2"])])
    try await repo.patch(["metadata": ["annotations": [WatchedObject.requestedAt: "asleep"]]])
    try await repo.patch(["spec": ["suspend": false]])
    let second = try await repo.wait("the newer artifact") { $0.artifactRevision != first.artifactRevision }
    #expect(second.condition("Ready") != nil)

    await registry.stop()
    let away = try await repo.reconcile()
    #expect(away.condition("Ready")?.reason == "OCIArtifactPullFailed")
    #expect(away.artifactRevision == second.artifactRevision)

    try await world.cluster.client.delete(Self.type, repo.key)
    try await repo.waitUntilGone()
    #expect(!Files.exists("\(world.source.storage)/ocirepository/\(namespace)/repo"))
  }

  @Test("S-OT-07 in the tags of Helm charts an underline is the plus of a version")
  func chartTags() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-chart")
    for version in ["1.0.0", "1.1.0+one"] {
      try await world.helm.push(try await world.helm.package("tagged", version), to: "oci-charts", world.registry)
    }
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(
      spec: world.oci(
        "oci-charts/tagged",
        [
          "ref": ["semver": "1.x"],
          "layerSelector": [
            "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip", "operation": "copy",
          ],
        ]))
    let object = try await repo.waitUntilReady()
    #expect(object.artifactRevision.hasPrefix("1.1.0_one@sha256:"))
    #expect(try await Download.get(object.artifactURL).unpacked()["tagged/Chart.yaml"]?.contains("1.1.0+one") == true)
  }

  @Test("S-OS-14 the proxy of a Secret is used, and one without an address is refused")
  func proxy() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-proxy")
    try await world.registry.push("proxy/app", tag: "latest", layers: [Layer.files(["a": "a"])])
    try await world.cluster.createSecret("broken", in: namespace, ["username": "u"])
    try await world.cluster.createSecret("nobody", in: namespace, ["address": "http://127.0.0.1:9"])
    let repo = world.object(Self.type, "repo", in: namespace)
    try await repo.create(spec: world.oci("proxy/app", ["proxySecretRef": ["name": "broken"]]))
    let broken = try await repo.waitUntilFailed("AuthenticationFailed")
    #expect(broken.condition("Ready")?.message.contains("'address' not found") == true)
    try await repo.patch(["spec": ["proxySecretRef": ["name": "nobody"]]])
    try await repo.waitUntilFailed("OCIArtifactPullFailed")
    try await repo.patch(["spec": ["proxySecretRef": .null]])
    try await repo.waitUntilReady()
  }

  @Test("S-V2-01 S-V2-04 an object of v1beta2 is fetched like any other")
  func olderVersion() async throws {
    let world = try await ChartWorld.shared()
    let namespace = try await world.namespace("oci-beta")
    try await world.registry.push("beta/app", tag: "latest", layers: [Layer.files(["a": "a"])])
    let older = ResourceType(
      group: Self.type.group, version: "v1beta2", kind: Self.type.kind, plural: Self.type.plural)
    let repo = world.object(older, "repo", in: namespace)
    try await repo.create(spec: world.oci("beta/app"))
    #expect(try await repo.waitUntilReady().artifactRevision.hasPrefix("latest@sha256:"))
  }
}
