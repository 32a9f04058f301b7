import GitOpsAPI
import KustomizeController
import OperatorKit
import Testing

/// The conditions of a Kustomization over its runs.
@Suite struct KustomizationConditionTests {
  private var status = Kustomization.Status()

  private func condition(_ type: String) -> Condition? { status.conditions.condition(type) }

  @Test("K-04-02 K-04-03 K-04-06 K-04-24 work that goes on says so, and ends a stall")
  mutating func progress() {
    status.markFailed(KustomizationFailure(Reason.accessDenied, "no", remedy: .stall), generation: 1)
    #expect(condition("Stalled")?.status == .true && condition("Reconciling") == nil)
    status.markProgress("Detecting drift", generation: 2)
    #expect(condition("Stalled") == nil)
    #expect(condition("Ready")?.status == .unknown && condition("Ready")?.reason == "Progressing")
    #expect(condition("Ready")?.message == "Reconciliation in progress")
    #expect(condition("Reconciling")?.status == .true && condition("Reconciling")?.reason == "Progressing")
    #expect(condition("Reconciling")?.message == "Detecting drift")
    status.markProgress("Running health checks", generation: 2)
    #expect(condition("Reconciling")?.message == "Running health checks")
    #expect(status.conditions.allSatisfy { $0.observedGeneration == 2 }, "K-04-22")
    status.markApplied(artifact, generation: 2)
    #expect(condition("Reconciling") == nil && condition("Stalled") == nil)
  }

  @Test("K-04-05 a failure that is tried again keeps Reconciling, with the stage that it failed in")
  mutating func retry() {
    status.markProgress("Detecting drift", generation: 1)
    let failure = KustomizationFailure(Reason.buildFailed, "bad")
    status.markFailed(failure, stage: "Building manifests for revision x", generation: 1)
    #expect(condition("Reconciling")?.reason == "ProgressingWithRetry" && condition("Stalled") == nil)
    #expect(condition("Reconciling")?.message == "Building manifests for revision x")
    #expect(condition("Ready")?.status == .false && condition("Ready")?.reason == "BuildFailed")
    #expect(status.observedGeneration == nil)
    let before = status
    status.markFailed(failure, stage: "Building manifests for revision x", generation: 1)
    #expect(status == before, "trying again in vain changes nothing")
  }

  @Test("K-04-04 each stage has its words")
  func stages() {
    func message(_ reason: String) -> String? {
      Stage(failingWith: reason)?.message(revision: "main@sha1:1", timeout: .seconds(90))
    }
    let rest = "for revision main@sha1:1 with a timeout of 1m30s"
    #expect(message("ArtifactFailed") == "Fetching manifests \(rest)")
    #expect(message("BuildFailed") == "Building manifests \(rest)")
    #expect(message("ReconciliationFailed") == "Detecting drift \(rest)")
    #expect(message("HealthCheckFailed") == "Running health checks \(rest)")
    #expect(message("DependencyNotReady") == nil)
  }

  @Test("K-03-02 K-04-18 the four conditions, and what health says over time")
  mutating func health() {
    status.markCheckingHealth(revision: "main@sha1:1", timeout: .seconds(90), generation: 1)
    #expect(status.conditions.map(\.type) == ["Reconciling", "Ready", "Healthy"])
    #expect(condition("Healthy")?.status == .unknown && condition("Healthy")?.reason == "Progressing")
    status.markHealthy(after: .seconds(2), generation: 1)
    #expect(condition("Healthy")?.status == .true && condition("Healthy")?.reason == "Succeeded")
    #expect(condition("Healthy")?.message == "Health check passed in 2s")
    status.markUnhealthy("no", generation: 1)
    #expect(condition("Healthy")?.status == .false && condition("Healthy")?.reason == "HealthCheckFailed")
    status.markFailed(KustomizationFailure(Reason.accessDenied, "no", remedy: .stall), generation: 1)
    #expect(status.conditions.map(\.type) == ["Stalled", "Ready", "Healthy"])
  }

  @Test("K-16-02 health is looked at every five seconds, and more often in the beginning")
  func poll() {
    #expect((1...20).allSatisfy { HealthStep.delay($0) <= .seconds(5) && HealthStep.delay($0) > .zero })
    #expect(HealthStep.delay(20) == .seconds(5))
  }

  @Test("what goes by itself is tried again with growing delays, never later than after retryInterval")
  func soon() {
    let backoff = Backoff(base: .milliseconds(750), limit: .seconds(900))
    func delay(_ failures: Int) -> ReconcileResult {
      KustomizationFailure.Remedy.soon.result(retryInterval: .seconds(60), backoff: backoff, failures: failures)
    }
    #expect(delay(1) == .requeue(after: .milliseconds(750)) && delay(2) == .requeue(after: .milliseconds(1_500)))
    #expect(delay(8) == .requeue(after: .seconds(60)) && delay(1_000) == .requeue(after: .seconds(60)))
  }

  @Test("the end of deleted objects is waited for from when somebody began to wait, until the object is forgotten")
  func termination() {
    let memory = KustomizationMemory()
    let key = ObjectKey(namespace: "a", name: "b")
    let began = memory.terminationBegan(of: key)
    #expect(memory.terminationBegan(of: key) == began)
    memory.forget(key)
    #expect(memory.terminationBegan(of: key) > began)
  }

  @Test("K-04-09 a directory that cannot be made says so")
  func directory() {
    let failure = #expect(throws: KustomizationFailure.self) { try Directories.recreate("/proc/no/such/place") }
    #expect(failure?.reason == "DirCreationFailed" && failure?.remedy == .soon)
    #expect(failure?.message.contains("/proc/no/such/place") == true)
  }

  @Test("K-03-06 the origin's revision is kept beside the artifact's")
  mutating func originRevision() {
    status.markApplied(artifact, generation: 1)
    #expect(status.lastAppliedRevision == "latest@sha256:2" && status.lastAppliedOriginRevision == "main@sha1:1")
  }

  private var artifact: Artifact {
    var artifact = Artifact(
      digest: "sha256:1", lastUpdateTime: Timestamp(microseconds: 0), path: "x", revision: "latest@sha256:2",
      url: "http://x")
    artifact.metadata = ["org.opencontainers.image.revision": "main@sha1:1"]
    return artifact
  }
}
