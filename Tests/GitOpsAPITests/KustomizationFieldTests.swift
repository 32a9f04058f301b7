import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// Single facts about the fields of Kustomization and what their absence means.
@Suite struct KustomizationFieldTests {
  private func spec(interval: GoDuration = .seconds(600)) -> Kustomization.Spec {
    Kustomization.Spec(
      interval: interval, prune: true,
      sourceRef: Kustomization.SourceReference(kind: .gitRepository, name: "apps"))
  }

  @Test("K-01-07 durations match the pattern of Go durations")
  func durations() throws {
    for path in ["spec.interval", "spec.retryInterval", "spec.timeout"] {
      #expect(try Kustomization.field(path).pattern == #"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$"#)
    }
  }

  @Test("K-01-08 the finalizer")
  func finalizer() { #expect(FinalizerName.gitOps == "finalizers.fluxcd.io") }

  @Test("the interval is retried after, unless another time is given")
  func retryInterval() {
    var spec = spec()
    #expect(spec.effectiveRetryInterval == .seconds(600))
    spec.retryInterval = .seconds(20)
    #expect(spec.effectiveRetryInterval == .seconds(20))
  }

  @Test("K-02-03 the time limit is 30 seconds less than the interval, and never less than 30 seconds")
  func timeout() {
    #expect(spec(interval: .seconds(600)).effectiveTimeout == .seconds(570))
    #expect(spec(interval: .seconds(40)).effectiveTimeout == .seconds(30))
    #expect(spec(interval: GoDuration(nanoseconds: .min)).effectiveTimeout >= .seconds(30))
    var short = spec()
    short.timeout = .seconds(5)
    #expect(short.effectiveTimeout == .seconds(30))
    short.timeout = .seconds(3600)
    #expect(short.effectiveTimeout == .seconds(3600))
  }

  @Test("K-02-04 K-02-05 K-02-06 the source is one of four kinds, in the own namespace unless named")
  func source() throws {
    let kind = try Kustomization.field("spec.sourceRef.kind")
    #expect(kind.isRequired)
    #expect(kind.schema.allowed == ["OCIRepository", "GitRepository", "Bucket", "ExternalArtifact"])
    var object = Kustomization(metadata: ObjectMeta(name: "apps", namespace: "tenant"), spec: spec())
    #expect(object.sourceKey == ObjectKey(namespace: "tenant", name: "apps"))
    object.spec.sourceRef.namespace = "flux-system"
    #expect(object.sourceKey == ObjectKey(namespace: "flux-system", name: "apps"))
  }

  @Test("the deletion policy mirrors prune unless it says otherwise")
  func deletionPolicy() throws {
    #expect(
      try Kustomization.field("spec.deletionPolicy").schema.allowed
        == ["MirrorPrune", "Delete", "WaitForTermination", "Orphan"])
    var object = Kustomization(metadata: ObjectMeta(name: "apps", namespace: "tenant"), spec: spec())
    #expect(object.deletesObjects)
    object.spec.prune = false
    #expect(!object.deletesObjects)
    object.spec.deletionPolicy = .waitForTermination
    #expect(object.deletesObjects)
    object.spec.deletionPolicy = .orphan
    object.spec.prune = true
    #expect(!object.deletesObjects)
  }

  @Test("K-02-13 K-02-14 name, namespace and prefix lengths")
  func lengths() throws {
    #expect(try Kustomization.field("spec.targetNamespace").lengths == 1...63)
    #expect(try Kustomization.field("spec.namePrefix").lengths == 1...200)
    #expect(try Kustomization.field("spec.nameSuffix").lengths == 1...200)
    #expect(try Kustomization.field("spec.postBuild.substituteFrom.name").lengths == 1...253)
  }

  @Test("K-02-17 K-02-18 a kubeConfig names exactly one of Secret and ConfigMap")
  func kubeConfig() throws {
    let rules = ["has(self.configMapRef) || has(self.secretRef)", "!has(self.configMapRef) || !has(self.secretRef)"]
    #expect(try Kustomization.field("spec.kubeConfig").rules == rules)
    #expect(try HelmRelease.field("spec.kubeConfig").rules == rules)
  }

  @Test("K-03-08 K-03-09 the history keeps five outcomes, newest first, and counts repetitions")
  func history() {
    var history: [ReconciliationSnapshot] = []
    func note(_ digest: String, _ status: String, at seconds: Int64) {
      history.record(
        ReconciliationSnapshot(
          digest: digest, status: status, at: Timestamp(microseconds: seconds * 1_000_000), duration: .seconds(seconds),
          metadata: ["revision": "main@sha1:\(seconds)"]))
    }
    note("sha256:a", Reason.reconciliationSucceeded, at: 1)
    note("sha256:b", Reason.reconciliationSucceeded, at: 2)
    note("sha256:a", Reason.reconciliationSucceeded, at: 3)
    #expect(history.map(\.digest) == ["sha256:a", "sha256:b"])
    #expect(history[0].totalReconciliations == 2)
    #expect(history[0].firstReconciled == Timestamp(microseconds: 1_000_000))
    #expect(history[0].lastReconciled == Timestamp(microseconds: 3_000_000))
    #expect(history[0].lastReconciledDuration == .seconds(3))
    #expect(history[0].metadata == ["revision": "main@sha1:3"])
    note("sha256:a", Reason.healthCheckFailed, at: 4)
    #expect(history.map(\.totalReconciliations) == [1, 2, 1], "another status is another outcome")
    for number: Int64 in 5...9 { note("sha256:\(number)", Reason.reconciliationSucceeded, at: number) }
    #expect(history.map(\.digest) == ["sha256:9", "sha256:8", "sha256:7", "sha256:6", "sha256:5"])
  }
}
