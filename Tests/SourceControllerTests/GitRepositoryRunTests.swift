import ControllerSupport
import Git
import GitOpsAPI
import JSON
import OperatorKit
import SourceController
import Testing

/// The draft of a GitRepository's status over one run.
@Suite struct GitRepositoryRunTests {
  private static let commit = String(repeating: "a", count: 40)
  private static let other = String(repeating: "b", count: 40)

  private func object(
    generation: Int64 = 1, observed: Int64? = 1, annotations: [String: String] = [:],
    _ change: (inout GitRepository) -> Void = { _ in }
  ) -> GitRepository {
    var metadata = ObjectMeta(name: "repo", namespace: "apps")
    metadata.generation = generation
    metadata.annotations = annotations
    var object = GitRepository(
      metadata: metadata, spec: .init(url: "https://git.example/repo.git", interval: .seconds(60)))
    object.status.observedGeneration = observed
    object.status.artifact = artifact(Self.commit)
    change(&object)
    return object
  }

  private func artifact(_ commit: String, digest: String = "sha256:1") -> Artifact {
    Artifact(
      digest: digest, lastUpdateTime: Timestamp(microseconds: 0), path: "gitrepository/apps/repo/\(commit).tar.gz",
      revision: "main@sha1:\(commit)", url: "http://old/x")
  }

  private func revision(_ commit: String) throws -> Revision { try #require(Revision("main@sha1:\(commit)")) }

  @Test("S-GT-09 the stored artifact will do while revision and settings are the same")
  func isStored() throws {
    let revision = try revision(Self.commit)
    #expect(SourceRun(object()).isStored(revision))
    #expect(try !SourceRun(object()).isStored(self.revision(Self.other)))
    #expect(!SourceRun(object { $0.status.artifact = nil }).isStored(revision))
    #expect(!SourceRun(object { $0.spec.ignore = "*.md" }).isStored(revision))
    #expect(!SourceRun(object { $0.spec.ignore = "" }).isStored(revision), "no rules are not the usual rules")
    #expect(!SourceRun(object { $0.spec.sparseCheckout = ["apps"] }).isStored(revision))
    #expect(!SourceRun(object { $0.status.observedRecurseSubmodules = true }).isStored(revision))
    #expect(!SourceRun(object { $0.status.includedArtifacts = [artifact(Self.other)] }).isStored(revision))
  }

  @Test("S-GT-04 the older form of revisions counts as the same")
  func legacyRevision() throws {
    let object = object { $0.status.artifact?.revision = "main/\(Self.commit)" }
    #expect(try SourceRun(object).isStored(revision(Self.commit)))
  }

  @Test("Nothing that is new is nothing to write")
  func unchanged() throws {
    var first = SourceRun(object())
    first.begin()
    first.succeed("done")
    #expect(try first.draft.patch() != nil)
    var second = SourceRun(object { $0.status = first.draft.status })
    second.begin()
    second.moveArtifact(to: first.artifact?.url ?? "", linkedAt: nil)
    second.succeed("done")
    #expect(try second.draft.patch() == nil)
  }

  @Test("S-RC-02 the request is acknowledged in the first write, and also when the run fails")
  func acknowledgement() throws {
    var run = SourceRun(object(annotations: ["reconcile.fluxcd.io/requestedAt": "now"]))
    run.begin()
    #expect(try run.draft.patch()?["lastHandledReconcileAt"] == "now")
    #expect(run.draft.status.conditions.condition("Reconciling")?.message == "reconciliation in progress")
    run.draft.markStored()
    run.fail(SourceFailure("FetchFailed", reason: "GitOperationFailed", "no"))
    #expect(run.draft.status.lastHandledReconcileAt == "now")
  }

  @Test("S-RC-05 S-RC-22 what is said at the start depends on why the run is made")
  func beginning() throws {
    func message(_ object: GitRepository) -> String? {
      var run = SourceRun(object)
      run.begin()
      return run.draft.status.conditions.condition("Reconciling")?.message
    }
    #expect(message(object()) == nil)
    #expect(message(object(generation: 3, observed: 2)) == "processing object: new generation 2 -> 3")
    #expect(message(object(generation: 1, observed: nil) { $0.status.artifact = nil }) == "building artifact")
  }

  @Test("S-RC-09 the generation is observed on success and when stalled, and not while failing")
  func observedGeneration() {
    func observed(_ end: (inout SourceRun<GitRepository>) -> Void) -> Int64? {
      var run = SourceRun(object(generation: 4, observed: 3))
      run.begin()
      end(&run)
      return run.draft.status.observedGeneration
    }
    #expect(observed { $0.succeed("done") } == 4)
    #expect(observed { $0.fail(SourceFailure("FetchFailed", reason: "URLInvalid", "no", remedy: .stall)) } == 4)
    #expect(observed { $0.fail(SourceFailure("FetchFailed", reason: "GitOperationFailed", "no")) } == 3)
  }

  @Test("S-RC-06 S-RC-19 S-RE-16 S-CT-03 a lost artifact and a new revision are told apart")
  func outdated() throws {
    var lost = SourceRun(object())
    lost.dropArtifact()
    #expect(lost.draft.status.artifact == nil)
    #expect(lost.draft.status.conditions.condition("Ready")?.message == "building artifact: disappeared from storage")
    lost.noteOutdated(try revision(Self.commit))
    #expect(lost.draft.status.conditions.condition("ArtifactOutdated") == nil)
    #expect(!lost.isNew(artifact(Self.commit)), "the same content is no news")

    var newer = SourceRun(object())
    newer.noteOutdated(try revision(Self.other))
    let outdated = newer.draft.status.conditions.condition("ArtifactOutdated")
    #expect(outdated?.reason == "NewRevision")
    #expect(outdated?.message == "new upstream revision 'main@sha1:\(Self.other)'", "S-GT-16")
    #expect(
      newer.draft.status.conditions.condition("Reconciling")?.message
        == "building artifact: new upstream revision 'main@sha1:\(Self.other)'", "S-RC-06")
    #expect(newer.isNew(artifact(Self.other, digest: "sha256:2")))
    newer.accept(artifact(Self.other, digest: "sha256:2"))
    newer.succeed("done")
    #expect(newer.draft.status.conditions.map(\.type) == ["Ready", "ArtifactInStorage"])
  }

  @Test("S-GT-18 what was once verified is not called verified when nothing is to be verified")
  func verificationRemoved() {
    var run = SourceRun(
      object {
        $0.status.sourceVerificationMode = .head
        $0.status.conditions = [Condition(type: "SourceVerified", status: .true, reason: "Succeeded", message: "")]
      })
    run.forgetVerification()
    run.succeed("done")
    #expect(run.draft.status.sourceVerificationMode == nil)
    #expect(run.draft.status.conditions.condition("SourceVerified") == nil)
  }
}
