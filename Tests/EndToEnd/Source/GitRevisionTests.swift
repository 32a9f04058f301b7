import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What of a repository is fetched, and how the revision is written.
@Suite struct GitRevisionTests {
  private func ready(
    _ world: SourceWorld, _ namespace: String, _ name: String, _ repository: GitTestRepository, _ ref: JSONValue
  ) async throws -> DynamicObject {
    let object = world.object(name, in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url, ["ref": ref]))
    return try await object.waitUntilReady()
  }

  @Test("S-GT-02 S-GT-03 S-GT-07 S-GS-08 S-GS-09 S-GS-10 S-GS-11 revisions of branches, tags, ranges, names, commits")
  func revisions() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("revisions")
    let repository = try await world.git.createRepository("revisions")
    let first = try await repository.commit(files: ["a": "1"], message: "First")
    try await repository.tag("v1.0.0")
    let second = try await repository.commit(files: ["a": "2"], message: "Second")
    try await repository.tag("v1.2.0", message: "An annotated tag")
    try await repository.tag("v2.0.0-rc.1")
    let third = try await repository.commit(files: ["a": "3"], message: "Third")
    try await repository.git("push", "--quiet", "origin", "HEAD:refs/pull/7/head")
    let fourth = try await repository.commit(files: ["a": "4"], message: "Fourth")

    func revision(_ name: String, _ ref: JSONValue) async throws -> String {
      let object = try await ready(world, namespace, name, repository, ref)
      #expect(object.artifactPath.hasSuffix("/\(object.artifactRevision.suffix(40)).tar.gz"))
      return object.artifactRevision
    }
    async let branch = revision("branch", ["branch": "main"])
    async let tag = revision("tag", ["tag": "v1.0.0"])
    async let annotated = revision("annotated", ["tag": "v1.2.0"])
    async let range = revision("range", ["semver": ">=1.0.0 <2.0.0"])
    async let name = revision("name", ["name": "refs/pull/7/head"])
    async let tagName = revision("tag-name", ["name": "refs/tags/v1.2.0"])
    async let commit = revision("commit", ["commit": .string(first)])
    async let both = revision("both", ["commit": .string(first), "branch": "main"])
    async let precedence = revision("precedence", ["branch": "main", "tag": "v1.0.0", "semver": "1.2.x"])
    #expect(try await branch == "main@sha1:\(fourth)")
    #expect(try await tag == "v1.0.0@sha1:\(first)")
    #expect(try await annotated == "v1.2.0@sha1:\(second)")
    #expect(try await range == "v1.2.0@sha1:\(second)")
    #expect(try await name == "refs/pull/7/head@sha1:\(third)")
    #expect(try await tagName == "refs/tags/v1.2.0@sha1:\(second)")
    #expect(try await commit == "sha1:\(first)")
    #expect(try await both == "main@sha1:\(first)")
    #expect(try await precedence == "v1.0.0@sha1:\(first)", "S-GS-12 a tag goes before a range")
  }

  @Test("S-GS-07 without a reference the branch is master")
  func defaultBranch() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("default")
    let repository = try await world.git.createRepository("default", branch: "master")
    let commit = try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url, ["ref": .null]))
    #expect(try await object.waitUntilReady().artifactRevision == "master@sha1:\(commit)")
  }

  @Test("S-GT-16 S-RE-15 S-EV-09 a new commit and a rewritten branch give new artifacts; the old one stays for a while")
  func newCommits() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("commits")
    let repository = try await world.git.createRepository("commits")
    let first = try await repository.commit(files: ["a": "1"], message: "First")
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    let before = try await object.waitUntilReady()

    let second = try await repository.commit(
      files: ["a": "2"], message: "A subject that is much longer than the fifty letters that fit\n\nBody")
    let after = try await object.reconcile()
    #expect(after.artifactRevision == "main@sha1:\(second)")
    #expect(try await Download.get(after.artifactURL).unpacked() == ["a": "2"])
    #expect(try await Download.get(before.artifactURL).unpacked() == ["a": "1"], "the one before is still served")

    let third = try await repository.amend(files: ["a": "3"], message: "Third")
    let rewritten = try await object.reconcile()
    #expect(rewritten.artifactRevision == "main@sha1:\(third)")
    #expect(try await Download.get(rewritten.artifactURL).unpacked() == ["a": "3"])

    try await eventually("three events") { world.events.events(about: "repo", in: namespace).count == 3 }
    let events = world.events.events(about: "repo", in: namespace)
    #expect(events.map { $0["reason"]?.stringValue } == ["NewArtifact", "NewArtifact", "NewArtifact"])
    #expect(
      events.map { $0["message"]?.stringValue } == [
        "stored artifact for commit 'First'",
        "stored artifact for commit 'A subject that is much longer than the fifty lette...'",
        "stored artifact for commit 'Third'",
      ])
    try await object.reconcile()
    let kept = ["\(second).tar.gz", "\(third).tar.gz"].flatMap { [$0, "\($0).lock"] }
    #expect(world.files(of: object) == kept.sorted(), "S-ST-20 S-ST-21 two artifacts are kept, and \(first) is not")
  }

  @Test("A range that no tag matches fails, and succeeds once there is one")
  func noMatch() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("range")
    let repository = try await world.git.createRepository("range")
    try await repository.commit(files: ["a": "1"])
    try await repository.tag("v0.9.0")
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url, ["ref": ["semver": "^1.0"]]))
    let failed = try await object.waitUntilFailed("GitOperationFailed")
    #expect(failed.condition("FetchFailed")?.message.contains("^1.0") == true)
    try await repository.tag("v1.0.0")
    #expect(try await object.waitUntilReady().artifactRevision.hasPrefix("v1.0.0@sha1:"))
  }
}
