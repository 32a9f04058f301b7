import ControllerSupport
import Digests
import GitOpsAPI
import JSON
import OperatorKit
import Testing

@testable import HelmController

@Suite struct ConditionTests {
  private func options(_ arguments: [String] = []) throws -> HelmOptions { try OptionSample.parse(arguments) }

  private func draft(_ spec: JSONObject = [:], generation: Int64 = 2) throws -> HelmDraft {
    var object = try Sample.object(spec)
    object.metadata.generation = generation
    return HelmDraft(object)
  }

  private func condition(_ type: String, _ status: Condition.Status, _ reason: String, _ generation: Int64) -> Condition
  {
    Condition(type: type, status: status, reason: reason, message: reason, observedGeneration: generation)
  }

  @Test("H-08-13 Ready is copied from what counts most of what is newest; after a remediation it is false")
  func summary() throws {
    var draft = try draft(["test": ["enable": true]])
    draft.status.conditions.set(condition("Released", .true, "UpgradeSucceeded", 2))
    draft.status.conditions.set(condition("TestSuccess", .false, "TestFailed", 2))
    try draft.summarize(options())
    #expect(draft.status.conditions.condition("Ready")?.reason == "TestFailed")
    draft.status.conditions.set(condition("Remediated", .true, "RollbackSucceeded", 1))
    try draft.summarize(options())
    #expect(draft.status.conditions.condition("Ready")?.reason == "TestFailed")
    draft.status.conditions.set(condition("Remediated", .true, "RollbackSucceeded", 2))
    try draft.summarize(options())
    let ready = draft.status.conditions.condition("Ready")
    #expect(ready?.reason == "RollbackSucceeded" && ready?.status == .false)
  }

  @Test("H-08-01 H-08-02 the conditions have upstream's names, and are this controller's to write")
  func owned() {
    #expect(
      HelmConditions.owned == [
        "Ready", "Reconciling", "Stalled", "Released", "TestSuccess", "Remediated", "Drifted",
      ])
  }

  @Test("H-08-14 without tests their condition goes; Ready ends Stalled")
  func withoutTests() throws {
    var draft = try draft()
    draft.status.conditions.set(condition("TestSuccess", .false, "TestFailed", 2))
    draft.status.conditions.set(condition("Stalled", .true, "RetriesExceeded", 1))
    draft.status.conditions.set(condition("Released", .true, "InstallSucceeded", 2))
    try draft.summarize(options())
    #expect(draft.status.conditions.map(\.type) == ["Ready", "Released"])
  }

  @Test("H-07-02 the digests of post-renderers and common metadata are noted, and go with them")
  func observedDigests() throws {
    var draft = try draft([
      "commonMetadata": ["labels": ["a": "b"]], "postRenderers": [["kustomize": ["images": [["name": "x"]]]]],
    ])
    draft.status.conditions.set(condition("Released", .true, "InstallSucceeded", 2))
    try draft.summarize(options())
    #expect(draft.status.observedCommonMetadataDigest?.hasPrefix("sha256:") == true)
    #expect(draft.status.observedPostRenderersDigest?.hasPrefix("sha256:") == true)
    var plain = try self.draft()
    plain.status.observedCommonMetadataDigest = "sha256:0"
    plain.status.conditions.set(condition("Released", .true, "InstallSucceeded", 2))
    try plain.summarize(options())
    #expect(plain.status.observedCommonMetadataDigest == nil)
  }

  @Test("H-07-02 the digests of a spec are those of its JSON with the fields in upstream's order")
  func specDigests() throws {
    let patch: JSONValue = [
      "patch": "- op: remove\n  path: /a<b\n",
      "target": [
        "annotationSelector": "a=b", "group": "apps", "kind": "Deployment", "labelSelector": "c=d", "name": "x",
        "namespace": "n", "version": "v1",
      ],
    ]
    let image: JSONValue = ["digest": "sha256:1", "name": "i", "newName": "j", "newTag": "2"]
    let object = try Sample.object([
      "postRenderers": [["kustomize": ["images": [image], "patches": [patch, ["patch": "{}"]]]], [:]],
      "commonMetadata": ["labels": ["z": "1", "b": "2"], "annotations": ["c": "3"]],
    ])
    let target =
      #"{"group":"apps","version":"v1","kind":"Deployment","namespace":"n","name":"x","annotationSelector":"a=b","#
      + #""labelSelector":"c=d"}"#
    let renderers =
      #"[{"kustomize":{"patches":[{"patch":"- op: remove\n  path: /a\u003cb\n","target":\#(target)},{"patch":"{}"}],"#
      + #""images":[{"name":"i","newName":"j","newTag":"2","digest":"sha256:1"}]}},{}]"# + "\n"
    #expect(SpecDigest.postRenderers(object, .sha256) == "\(Digest.of(Array(renderers.utf8)))")
    let metadata = #"{"annotations":{"c":"3"},"labels":{"b":"2","z":"1"}}"# + "\n"
    #expect(SpecDigest.commonMetadata(object, .sha256) == "\(Digest.of(Array(metadata.utf8)))")
  }

  @Test("H-08-16 after a rollback that holds, what is there counts as an upgrade")
  func afterRollback() throws {
    var draft = try draft()
    draft.status.history = [Sample.snapshot(Sample.release(version: 4))]
    draft.status.conditions.set(condition("Remediated", .true, "RollbackSucceeded", 2))
    draft.replaceRemediated()
    let released = draft.status.conditions.condition("Released")
    #expect(released?.reason == "UpgradeSucceeded" && released?.status == .true)
    #expect(released?.message == "Helm upgrade succeeded for release apps/shop.v4 with chart shop@1.0.0")
    #expect(draft.status.conditions.condition("Remediated") == nil)
  }

  @Test("H-08-11 a prerequisite that is met again is no longer told as missing")
  func resolved() throws {
    var draft = try draft()
    draft.set("Ready", .false, reason: "SourceNotReady", "not there")
    draft.resolve("DependencyNotReady")
    #expect(draft.status.conditions.condition("Ready")?.reason == "SourceNotReady")
    draft.resolve("SourceNotReady")
    let ready = draft.status.conditions.condition("Ready")
    #expect(
      ready?.status == .unknown && ready?.reason == "Progressing" && ready?.message == "reconciliation in progress")
  }

  @Test("H-10-17 force and reset count only with the same new request, once")
  func requests() throws {
    var object = try Sample.object()
    object.metadata.annotations = [
      "reconcile.fluxcd.io/requestedAt": "t1", "reconcile.fluxcd.io/forceAt": "t1", "reconcile.fluxcd.io/resetAt": "t0",
    ]
    #expect(ReleaseRequest(object).forces && !ReleaseRequest(object).resets)
    object.status.lastHandledForceAt = "t1"
    #expect(!ReleaseRequest(object).forces)
    object.status.lastHandledForceAt = nil
    object.status.lastHandledReconcileAt = "t1"
    #expect(!ReleaseRequest(object).forces)
    var status = HelmRelease.Status()
    ReleaseRequest.acknowledge(object, in: &status)
    #expect(status.lastHandledForceAt == "t1" && status.lastHandledResetAt == "t0")
  }

  @Test("H-10-13 failures are forgotten for another generation, chart, digest, values, dependency, or when asked")
  func resets() throws {
    let object = try Sample.object()
    let values = ReleaseValues(["a": 1], .sha256)
    var status = HelmRelease.Status()
    status.lastAttemptedGeneration = 1
    status.lastAttemptedRevision = "1.0.0"
    status.lastAttemptedConfigDigest = "\(values.digest)"
    func reason(_ values: ReleaseValues, version: String = "1.0.0", digest: String? = nil, resets: Bool = false)
      -> String?
    {
      FailureReset.reason(object, status, chartVersion: version, chartDigest: digest, values: values, resets: resets)
    }
    #expect(reason(values) == nil)
    #expect(reason(values, resets: true) == "reset requested through annotation")
    #expect(reason(values, version: "1.0.1") == "chart version differs from last attempt")
    #expect(reason(values, digest: "sha256:1") == "chart digest differs from last attempt")
    #expect(reason(ReleaseValues(["a": 2], .sha256)) == "values differ from last attempt")
    var stalled = object
    stalled.status.conditions = [
      Condition(type: ConditionType.stalled, status: .true, reason: HelmReason.retriesExceeded, message: "")
    ]
    stalled.status.conditions[0].lastTransitionTime = Timestamp(microseconds: 2_000_000)
    func dependency(_ object: HelmRelease, released seconds: Int64) -> String? {
      FailureReset.reason(
        object, status, chartVersion: "1.0.0", chartDigest: nil, values: values,
        dependencyReleased: Timestamp(microseconds: seconds * 1_000_000), resets: false)
    }
    #expect(dependency(object, released: 3) == nil && dependency(stalled, released: 1) == nil)
    #expect(dependency(stalled, released: 2) == "a dependency was released after the last attempt")
    status.lastAttemptedGeneration = 0
    #expect(reason(values) == "generation differs from last attempt")
  }

  @Test("a release moves when its namespace, storage, name or, unless updated in place, its chart changes")
  func targets() throws {
    var status = HelmRelease.Status()
    status.history = [Sample.snapshot()]
    #expect(ReleaseTarget.change(try Sample.object(), status, chartName: "shop") == nil)
    status.storageNamespace = "apps"
    func change(_ spec: JSONObject, chart: String = "shop") throws -> String? {
      ReleaseTarget.change(try Sample.object(spec), status, chartName: chart)
    }
    #expect(try change([:]) == nil)
    #expect(try change(["storageNamespace": "helm"]) == "storage namespace")
    #expect(try change(["targetNamespace": "prod"]) == "release namespace")
    #expect(try change(["releaseName": "web"]) == "release name")
    #expect(try change([:], chart: "store") == "chart name")
  }

  @Test("H-05-07 a chart of another name is updated in place where the spec says so")
  func inPlace() throws {
    var status = HelmRelease.Status()
    status.history = [Sample.snapshot()]
    status.storageNamespace = "apps"
    let object = try Sample.object(["upgrade": ["chartNameChangeStrategy": "InPlaceUpdate"]])
    #expect(ReleaseTarget.change(object, status, chartName: "store") == nil)
    #expect(ReleaseTarget.change(try Sample.object(), status, chartName: "store") == "chart name")
  }
}
