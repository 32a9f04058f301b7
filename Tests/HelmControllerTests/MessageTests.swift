import GitOpsAPI
import Helm
import JSON
import Logging
import OperatorKit
import Testing

@testable import HelmController

@Suite struct MessageTests {
  private struct Problem: Error, CustomStringConvertible { let description: String }

  @Test("H-09-01 H-09-02 H-09-05 H-09-06 H-09-07 H-09-08 actions are told in upstream's words")
  func actions() throws {
    let snapshot = Sample.snapshot(Sample.release(version: 3))
    let object = try Sample.object()
    #expect(
      ReleaseMessage.installSucceeded(snapshot)
        == "Helm install succeeded for release apps/shop.v3 with chart shop@1.0.0")
    #expect(
      ReleaseMessage.upgradeSucceeded(snapshot)
        == "Helm upgrade succeeded for release apps/shop.v3 with chart shop@1.0.0")
    #expect(
      ReleaseMessage.failed(.install, object, chart: "shop@1.0.0", Problem(description: " no \n"))
        == "Helm install failed for release apps/shop with chart shop@1.0.0: no")
    #expect(
      ReleaseMessage.rollbackSucceeded(snapshot)
        == "Helm rollback to previous release apps/shop.v3 with chart shop@1.0.0 succeeded")
    #expect(
      ReleaseMessage.rollbackFailed(snapshot, Problem(description: "x"))
        == "Helm rollback to previous release apps/shop.v3 with chart shop@1.0.0 failed: x")
    #expect(
      ReleaseMessage.uninstallRemediation(snapshot, "succeeded")
        == "Helm uninstall remediation for release apps/shop.v3 with chart shop@1.0.0 succeeded")
    #expect(
      ReleaseMessage.uninstallSucceeded(snapshot)
        == "Helm uninstall succeeded for release apps/shop.v3 with chart shop@1.0.0")
    #expect(
      ReleaseMessage.unlocked(snapshot, from: "pending-install")
        == "Unlocked Helm release apps/shop.v3 with chart shop@1.0.0 in pending-install state")
    #expect(
      ReleaseMessage.notFound(snapshot) == "Release apps/shop.v3 was not found, assuming it is uninstalled")
  }

  @Test("H-09-03 H-09-04 tests are told with the number of their hooks")
  func tests() {
    func tested(_ count: Int) -> String {
      var phases: [String: String] = [:]
      for number in 0..<count { phases["t\(number)"] = "Succeeded" }
      return ReleaseMessage.testSucceeded(Sample.snapshot(tests: phases))
    }
    let prefix = "Helm test succeeded for release apps/shop.v1 with chart shop@1.0.0: "
    #expect(tested(0) == prefix + "no test hooks")
    #expect(tested(1) == prefix + "1 test hook completed successfully")
    #expect(tested(3) == prefix + "3 test hooks completed successfully")
    #expect(
      ReleaseMessage.awaitingTests(Sample.snapshot())
        == "Helm release apps/shop.v1 with chart shop@1.0.0 is awaiting tests")
  }

  @Test("H-09-10 drift is told object by object")
  func drift() {
    func entry(_ name: String, _ change: ReleaseDrift.Change) -> ReleaseDrift.Entry {
      let object = DynamicObject(.configMap, ObjectKey(namespace: "apps", name: name))
      return .init(
        object: ReleaseObject(object: object, type: .configMap, reference: ObjectReference(object)), change: change,
        live: nil)
    }
    let drift = ReleaseDrift(entries: [
      entry("a", .create), entry("b", .excluded),
      entry(
        "c",
        .update([["op": "add", "path": "/x"], ["op": "replace", "path": "/y"], ["op": "replace", "path": "/z"]])),
    ])
    #expect(
      drift.summary == """
        ConfigMap/apps/a removed
        ConfigMap/apps/b excluded
        ConfigMap/apps/c changed (1 additions, 2 changes, 0 removals)
        """)
    #expect(drift.brief == "removed: 1, changed: 1, excluded: 1")
    #expect(drift.hasChanges && !ReleaseDrift(entries: [entry("b", .excluded)]).hasChanges)
    #expect(
      ReleaseMessage.drifted(Sample.snapshot(), "x")
        == "Cluster state of release apps/shop.v1 has drifted from the desired state:\nx")
    #expect(
      ReleaseMessage.corrected(Sample.snapshot(), "x") == "Cluster state of release apps/shop.v1 has been corrected:\nx"
    )
  }

  @Test("H-09-09 drift, its correction and what could not be corrected are told with the release")
  func corrections() {
    let snapshot = Sample.snapshot()
    #expect(
      ReleaseMessage.drifted(snapshot, "ConfigMap/apps/a removed")
        == "Cluster state of release apps/shop.v1 has drifted from the desired state:\nConfigMap/apps/a removed")
    #expect(
      ReleaseMessage.corrected(snapshot, "ConfigMap/apps/a created")
        == "Cluster state of release apps/shop.v1 has been corrected:\nConfigMap/apps/a created")
    #expect(
      ReleaseMessage.notCorrected(snapshot, "ConfigMap/apps/a: no", corrected: "")
        == "Failed to correct cluster state of release apps/shop.v1:\nConfigMap/apps/a: no")
    #expect(
      ReleaseMessage.notCorrected(snapshot, "ConfigMap/apps/a: no", corrected: "ConfigMap/apps/b created")
        == "Failed to partially correct cluster state of release apps/shop.v1:\nConfigMap/apps/a: no\n\n"
        + "Successful corrections:\nConfigMap/apps/b created")
  }

  @Test("H-09-11 failures end with the last ten lines, repetitions told once")
  func logs() {
    let log = ActionLog(.init(label: "test"))
    #expect(log.appended(to: "failed") == "failed")
    for number in 0..<12 { log.add("line \(number)") }
    for _ in 0..<4 { log.add("again") }
    let lines = log.appended(to: "failed").split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.prefix(4).joined(separator: "|") == "failed||Last Helm logs:|")
    #expect(lines.count == 4 + 11)
    #expect(lines[4].hasSuffix(": line 3"))
    #expect(lines.last?.hasSuffix(": again (2 duplicate lines omitted)") == true)
  }
}
