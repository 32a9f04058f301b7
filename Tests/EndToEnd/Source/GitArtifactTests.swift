import Digests
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What becomes of a push: files, conditions, events.
@Suite struct GitArtifactTests {
  @Test("S-RC-03 S-RC-08 S-CT-02 S-ST-01 S-ST-02 S-ST-04 S-ST-09 S-EV-04 S-EV-05 a push becomes an artifact")
  func pushToArtifact() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("push")
    let repository = try await world.git.createRepository("push")
    let files = ["app/deploy.yaml": "kind: Deployment\n", "README.md": "Hello\n"]
    let commit = try await repository.commit(files: files, message: "First")
    let repo = world.object(in: namespace)
    try await repo.create(spec: SourceWorld.spec(repository.url))
    let object = try await repo.waitUntilReady()

    let path = "gitrepository/\(namespace)/repo/\(commit).tar.gz"
    #expect(object.artifactPath == path)
    #expect(object.artifactURL == "http://127.0.0.1:\(world.controller.port(0))/\(path)")
    let download = try await Download.get(object.artifactURL)
    #expect(object.artifactDigest == "\(Digest.of(download.body))", "S-CRD-13")
    #expect(object.json[path: "status", "artifact", "size"]?.intValue == download.body.count)
    #expect(try download.unpacked() == files)

    #expect(object.json[path: "metadata", "finalizers"] == ["finalizers.fluxcd.io"])
    #expect(object.observedGeneration == 1)
    #expect(object.conditions.map(\.type) == ["Ready", "ArtifactInStorage"])
    for condition in object.conditions {
      #expect(condition.status == .true && condition.reason == "Succeeded" && condition.observedGeneration == 1)
      #expect(condition.message == "stored artifact for revision 'main@sha1:\(commit)'", "S-EV-15")
    }
    #expect(Files.status("\(world.storage)/\(path)").map { $0.st_mode & 0o7777 } == 0o600)
    #expect(Files.status(world.folder(of: repo)).map { $0.st_mode & 0o7777 } == 0o700)

    try await eventually("the event") { try await !world.cluster.events(about: "repo", in: namespace).isEmpty }
    let event = try await world.cluster.events(about: "repo", in: namespace)[0]
    #expect(event.type == "Normal" && event.reason == "NewArtifact")
    #expect(event.message == "stored artifact for commit 'First'")
    let metadata = [
      "source.toolkit.fluxcd.io/revision": "main@sha1:\(commit)",
      "source.toolkit.fluxcd.io/digest": object.artifactDigest,
    ]
    #expect(event.annotations == metadata)
    try await eventually("the posted event") { !world.events.events(about: "repo", in: namespace).isEmpty }
    let posted = world.events.events(about: "repo", in: namespace)[0]
    #expect(posted["severity"] == "info" && posted["reason"] == "NewArtifact", "S-EV-01")
    #expect(posted["reportingController"] == "source-controller", "S-EV-03")
    #expect(posted["metadata"]?.stringMapValue == metadata)
  }

  @Test("S-IG-01 S-IG-05 S-IG-07 S-IG-08 S-GS-16 S-GT-09 ignore rules decide what is in the artifact")
  func ignoreRules() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("ignore")
    let repository = try await world.git.createRepository("ignore")
    try await repository.commit(files: [
      ".gitignore": "x", "logo.png": "p", "keep.yaml": "k", "docs/a.md": "a", "docs/b.yaml": "b", ".github/ci.yml": "c",
    ])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    let standard = try await object.waitUntilReady()
    #expect(
      try await Download.get(standard.artifactURL).unpacked().keys.sorted()
        == ["docs/a.md", "docs/b.yaml", "keep.yaml"])

    try await object.patch(["spec": ["ignore": "*.md\n"]])
    let patterns = try await object.waitUntilReady()
    #expect(patterns.artifactRevision == standard.artifactRevision)
    #expect(patterns.artifactDigest != standard.artifactDigest)
    #expect(patterns.json[path: "status", "observedIgnore"] == "*.md\n")
    #expect(
      try await Download.get(patterns.artifactURL).unpacked().keys.sorted()
        == [".github/ci.yml", "docs/b.yaml", "keep.yaml", "logo.png"])

    try await repository.commit(files: ["docs/.sourceignore": "b.yaml\n"])
    try await object.patch(["spec": ["ignore": .null]])
    let found = try await object.waitUntilReady()
    #expect(found.json[path: "status", "observedIgnore"] == nil)
    #expect(
      try await Download.get(found.artifactURL).unpacked().keys.sorted()
        == [".github/ci.yml", "docs/.sourceignore", "docs/a.md", "keep.yaml", "logo.png"])
  }

  @Test("S-GS-21 S-GT-11 a sparse checkout has the directories that were asked for, and says which are missing")
  func sparseCheckout() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("sparse")
    let repository = try await world.git.createRepository("sparse")
    try await repository.commit(files: ["apps/a.yaml": "a", "infra/b.yaml": "b", "top.yaml": "t"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url, ["sparseCheckout": ["./apps"]]))
    let ready = try await object.waitUntilReady()
    let files = try await Download.get(ready.artifactURL).unpacked()
    #expect(files["apps/a.yaml"] == "a" && files["infra/b.yaml"] == nil)
    #expect(ready.json[path: "status", "observedSparseCheckout"] == ["./apps"])

    try await object.patch(["spec": ["sparseCheckout": ["nowhere"]]])
    let failed = try await object.waitUntilFailed("GitOperationFailed")
    #expect(failed.condition("FetchFailed")?.message.contains("nowhere") == true)
    #expect(failed.artifactDigest == ready.artifactDigest)
  }

  @Test("S-GT-08 an unchanged repository costs one listing, and nothing is written or told")
  func unchanged() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("unchanged")
    let repository = try await world.git.createRepository("unchanged")
    try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url, interval: "1s"))
    let ready = try await object.waitUntilReady()
    try await eventually("the event") { world.events.events(about: "repo", in: namespace).count == 1 }
    let (requests, runs) = (world.requests(repository).count, try await world.runs(of: object))
    try await eventually("as many requests as runs") {
      let more = try await world.runs(of: object) - runs
      return more >= 3 && world.requests(repository).count - requests == more
    }
    #expect(world.requests(repository).dropFirst(requests).allSatisfy { $0.kind == .uploadPack && $0.status == 200 })
    #expect(try await object.get().resourceVersion == ready.resourceVersion)
    #expect(try await world.cluster.events(about: "repo", in: namespace).allSatisfy { $0.count == 1 })
    #expect(world.events.events(about: "repo", in: namespace).count == 1)
  }

  @Test("S-RC-01 S-RC-02 S-RC-11 a request by annotation is handled at once, also when the run fails")
  func requestedAt() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("request")
    let repository = try await world.git.createRepository("request")
    try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    try await object.waitUntilReady()
    let handled = try await object.reconcile()
    #expect(handled.condition("Ready")?.status == .true)
    repository.remove()
    let failed = try await object.reconcile()
    #expect(failed.condition("Ready")?.status == .false)
    #expect(failed.condition("Reconciling")?.reason == "ProgressingWithRetry", "S-RC-07")
  }

  @Test("S-RC-04 S-GS-17 a suspended object is left alone but for its generation, and its artifact is served on")
  func suspend() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("suspend")
    let repository = try await world.git.createRepository("suspend")
    try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    let ready = try await object.waitUntilReady()
    try await object.patch(["spec": ["suspend": true]])
    let second = try await repository.commit(files: ["a": "2"])
    let runs = try await world.runs(of: object)
    try await object.patch(["metadata": ["annotations": [WatchedObject.requestedAt: "now"]]])
    try await eventually("a run") { try await world.runs(of: object) > runs }
    let resting = try await object.wait("the generation to be seen") { $0.isCurrent }
    for field in ["artifact", "conditions"] {
      #expect(resting.json[path: "status", field] == ready.json[path: "status", field])
    }
    #expect(try await Download.get(ready.artifactURL).status == 200)

    try await object.patch(["spec": ["suspend": false]])
    let resumed = try await object.wait("the second commit") { $0.artifactRevision.hasSuffix(second) }
    #expect(resumed.json[path: "status", "lastHandledReconcileAt"] == "now")
  }

  @Test("S-RC-17 S-GT-27 deleting the object removes its files and its metrics, also while it is suspended")
  func deletion() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("deletion")
    let repository = try await world.git.createRepository("deletion")
    try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    try await object.waitUntilReady()
    try await object.patch(["spec": ["suspend": true]])
    #expect(!world.files(of: object).isEmpty)
    try await world.cluster.client.delete(object.type, object.key)
    try await object.waitUntilGone()
    #expect(!Files.exists(world.folder(of: object)))
    try await eventually("the series to be gone") { try await world.runs(of: object) == 0 }
  }

  @Test("S-RC-18 S-RC-19 S-RC-21 S-RE-14 an artifact that was removed or damaged is built again in the same run")
  func repair() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("repair")
    let repository = try await world.git.createRepository("repair")
    try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    let ready = try await object.waitUntilReady()
    let file = "\(world.storage)/\(ready.artifactPath)"
    let content = try #require(Files.read(file))

    unlink(file)
    let rebuilt = try await object.reconcile()
    #expect(rebuilt.condition("Ready")?.status == .true && rebuilt.artifactDigest == ready.artifactDigest)
    #expect(Files.read(file) == content)

    Files.write(file, "damaged")
    let repaired = try await object.reconcile()
    #expect(repaired.condition("Ready")?.status == .true && repaired.artifactDigest == ready.artifactDigest)
    #expect(Files.read(file) == content)
    try await eventually("the warning") {
      try await world.cluster.events(about: "repo", in: namespace).contains {
        $0.type == "Warning" && $0.reason == "ArtifactVerificationFailed"
      }
    }
    func posted() -> [String] {
      world.events.events(about: "repo", in: namespace).compactMap { $0["reason"]?.stringValue }
    }
    try await eventually("the posted warning") { posted().contains("ArtifactVerificationFailed") }
    #expect(posted().filter { $0 == "NewArtifact" }.count == 1, "the same content is no news")
  }

  @Test("An object that cannot be read says why, and the others go on")
  func unreadable() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("unreadable")
    let repository = try await world.git.createRepository("unreadable")
    try await repository.commit(files: ["a": "1"])
    let bad = world.object("bad", in: namespace)
    // The schema allows any number of digits.
    try await bad.create(spec: SourceWorld.spec(repository.url, interval: "99999999999999999h"))
    let good = world.object("good", in: namespace)
    try await good.create(spec: SourceWorld.spec(repository.url))
    try await good.waitUntilReady()
    let failed = try await bad.wait("the condition") { $0.condition("Stalled")?.status == .true }
    #expect(failed.condition("Ready")?.status == .false && failed.observedGeneration == 1)
    #expect(failed.condition("Ready")?.message.contains("interval") == true)

    try await bad.patch(["spec": ["interval": "1h"]])
    let mended = try await bad.waitUntilReady()
    #expect(mended.condition("Stalled") == nil)
  }
}
