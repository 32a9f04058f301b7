import Digests
import GitOpsAPI
import Helm
import JSON
import Testing

@testable import HelmController

@Suite struct ReleaseStateTests {
  @Test("H-15-01 no release in storage is Absent")
  func absent() throws {
    #expect(Sample.facts(nil, try Sample.object(), history: []).state == .absent("no release in storage for object"))
  }

  @Test(
    "H-15-02 a pending release is Locked",
    arguments: [ReleaseStatus.pendingInstall, .pendingUpgrade, .pendingRollback])
  func locked(_ status: ReleaseStatus) throws {
    let release = Sample.release(status: status)
    #expect(Sample.facts(release, try Sample.object(), history: [Sample.snapshot()]).state == .locked(status))
  }

  @Test("H-15-03 without history an uninstalled release is Absent, any other one Unmanaged")
  func withoutHistory() throws {
    let object = try Sample.object()
    guard case .absent = Sample.facts(Sample.release(status: .uninstalled), object, history: []).state else {
      return fail("not absent")
    }
    guard case .unmanaged = Sample.facts(Sample.release(), object, history: []).state else {
      return fail("not unmanaged")
    }
  }

  @Test("H-15-04 a release that is not the one that was observed is Unmanaged")
  func altered() throws {
    let observed = Sample.snapshot()
    let altered = Sample.release(manifest: "---\nkind: Secret\n")
    guard case .unmanaged = Sample.facts(altered, try Sample.object(), history: [observed]).state else {
      return fail("not unmanaged")
    }
  }

  @Test("H-14-04 snapshots of another kind are not compared")
  func olderSnapshots() throws {
    var observed = Sample.snapshot()
    observed.apiVersion = "v1"
    observed.digest = "sha256:0"
    #expect(observed.observed(Sample.release(manifest: "---\nkind: Secret\n")))
  }

  @Test("H-15-05 failed is Failed, uninstalled is Absent")
  func failed() throws {
    let object = try Sample.object()
    let failed = Sample.release(status: .failed)
    #expect(Sample.facts(failed, object, history: [Sample.snapshot(failed)]).state == .failed(""))
    let gone = Sample.release(status: .uninstalled)
    #expect(
      Sample.facts(gone, object, history: [Sample.snapshot(gone)]).state
        == .absent("found uninstalled release in storage"))
  }

  @Test("values that an upgrade has preserved are no difference; others are")
  func preservedValues() throws {
    let release = Sample.release(config: ["a": 1, "b": 2])
    func state(_ spec: JSONObject, _ values: JSONObject) throws -> ReleaseState {
      var facts = Sample.facts(release, try Sample.object(spec), history: [Sample.snapshot(release)])
      facts.values = ReleaseValues(values, .sha256)
      return facts.state
    }
    let preserving: JSONObject = ["upgrade": ["preserveValues": true]]
    #expect(try state(preserving, ["b": 2]) == .inSync)
    #expect(try state(preserving, ["b": 3]) == .outOfSync("release config values changed"))
    #expect(try state([:], ["b": 2]) == .outOfSync("release config values changed"))
  }

  @Test("H-15-06 another chart version, chart name or other values are OutOfSync")
  func outOfSync() throws {
    let object = try Sample.object()
    for release in [
      Sample.release(chartVersion: "0.9.0"), Sample.release(chart: "store"), Sample.release(config: ["a": 1]),
    ] {
      guard case .outOfSync = Sample.facts(release, object, history: [Sample.snapshot(release)]).state else {
        Issue.record("\(release.chartName) \(release.chartVersion) is in sync")
        continue
      }
    }
  }

  @Test("H-15-07 changed post-renderers and common metadata count only for a generation that is not observed yet")
  func postRenderers() throws {
    var facts = Sample.facts(Sample.release(), try Sample.object(), history: [Sample.snapshot()])
    facts.postRenderersDigest = "sha256:new"
    facts.status.observedGeneration = 0
    #expect(facts.state == .outOfSync("postrenderers digest has changed"))
    facts.status.observedGeneration = 1
    #expect(facts.state == .inSync)
    facts.postRenderersDigest = nil
    facts.commonMetadataDigest = "sha256:new"
    facts.status.observedGeneration = 0
    #expect(facts.state == .outOfSync("common metadata digest has changed"))
  }

  @Test("H-15-08 a release is Untested until its tests ran, and Failed after a failed one that counts")
  func tests() throws {
    var object = try Sample.object(["test": ["enable": true]])
    object.status.lastAttemptedReleaseAction = .install
    #expect(Sample.facts(Sample.release(), object, history: [Sample.snapshot()]).state == .untested)
    let passed = Sample.snapshot(tests: ["t": "Succeeded"])
    #expect(Sample.facts(Sample.release(), object, history: [passed]).state == .inSync)
    let failed = Sample.snapshot(tests: ["t": "Failed"])
    #expect(
      Sample.facts(Sample.release(), object, history: [failed]).state == .failed("release has test in failed phase"))
    object.status.lastAttemptedReleaseAction = nil
    #expect(Sample.facts(Sample.release(), object, history: [failed]).state == .inSync)
    var ignoring = try Sample.object(["test": ["enable": true, "ignoreFailures": true]])
    ignoring.status.lastAttemptedReleaseAction = .install
    #expect(Sample.facts(Sample.release(), ignoring, history: [failed]).state == .inSync)
  }

  @Test(
    "H-15-10 superseded, uninstalling and unknown releases are errors",
    arguments: [ReleaseStatus.superseded, .uninstalling, .unknown])
  func undeterminable(_ status: ReleaseStatus) throws {
    let release = Sample.release(status: status)
    let state = Sample.facts(release, try Sample.object(), history: [Sample.snapshot(release)]).state
    #expect(state == .undeterminable(status))
    #expect(
      Sample.choice(try Sample.object()).action(for: state)
        == .stateError("unable to determine state for release with status '\(status)'"))
  }
}
