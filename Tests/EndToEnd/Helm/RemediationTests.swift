import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What happens after failures.
@Suite struct HelmRemediationTests {
  private static let broken = Template.configMap("broken").replacing("data:\n  k: \"1\"", with: "data: [1]")

  @Test("H-08-05 H-08-08 H-16-11 H-16-13 a failed install is uninstalled and tried again, until no retries are left")
  func install() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "b.yaml": Self.broken])
    let project = try await HelmWorld.shared().project("failing", chart)
    let app = try await project.release([
      "install": ["remediation": ["retries": 1, "remediateLastFailure": true]]
    ])
    let object = try await app.wait("the retries to be used up") { $0.condition("Stalled")?.status == .true }
    #expect(object.condition("Stalled")?.reason == "RetriesExceeded")
    #expect(object.condition("Stalled")?.message == "Failed to install after 2 attempt(s)")
    #expect(object.condition("Remediated")?.reason == "UninstallSucceeded")
    #expect(object.json[path: "status", "installFailures"] == 2)
    #expect(object.condition("Ready")?.status == .false)
    #expect(try await project.find(.configMap, "a") == nil)
    #expect(object.isCurrent)
  }

  @Test("H-16-03 retries begin again with another chart")
  func changedChart() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "b.yaml": Self.broken])
    let project = try await HelmWorld.shared().project("mended", chart)
    let app = try await project.release()
    try await app.wait("the failure") { $0.condition("Stalled")?.status == .true }
    try await project.offer(chart.with(version: "1.0.1", without: ["b.yaml"]))
    let object = try await app.waitUntilReady()
    #expect(object.condition("Stalled") == nil)
    #expect(object.json[path: "status", "installFailures"] == nil)
  }

  @Test("H-09-05 H-16-10 H-17-04 H-26-08 a failed upgrade is rolled back to the last good release, as a new revision")
  func rollback() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("rollback", chart)
    let app = try await project.release(["upgrade": ["remediation": ["retries": 1]]])
    try await app.waitUntilReady()
    try await project.offer(
      chart.with(version: "2.0.0", ["a.yaml": Template.configMap("a", "2"), "b.yaml": Self.broken]))
    let object = try await app.wait("the rollbacks") { $0.condition("Stalled")?.status == .true }
    #expect(object.condition("Remediated")?.reason == "RollbackSucceeded")
    let message = "Helm rollback to previous release \(project.namespace)/app.v1 with chart shop@1.0.0 succeeded"
    try await eventually("the event", within: .patience) {
      try await project.events().contains { $0.reason == "RollbackSucceeded" && $0.message == message }
    }
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "1"])
    #expect(object.json[path: "status", "upgradeFailures"] == 2)
    #expect(object.json[path: "status", "history"]?[0]?["action"] == "rollback")
  }

  @Test("H-04-07 RetryOnFailure tries again after its interval, and what succeeds forgets the failures")
  func retrying() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "b.yaml": Self.broken])
    let project = try await HelmWorld.shared().project("retrying", chart)
    let app = try await project.release([
      "install": ["strategy": ["name": "RetryOnFailure", "retryInterval": "1s"]],
      "upgrade": ["strategy": ["name": "RetryOnFailure", "retryInterval": "1s"]],
    ])
    try await app.wait("two failures, which are ends of runs") {
      ($0.json[path: "status", "failures"]?.intValue ?? 0) >= 2 && $0.isCurrent
    }
    #expect(try await app.get().condition("Stalled") == nil)
    try await project.offer(chart.with(version: "1.0.1", without: ["b.yaml"]))
    let object = try await app.waitUntilReady()
    #expect(object.json[path: "status", "failures"] == nil)
  }

  /// A definition of a kind in a group of its own.
  private static func definition(_ group: String) -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: widgets.\(group)
    spec:
      group: \(group)
      names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
      scope: Namespaced
      versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

    """
  }

  /// Templates of objects of which somebody has made one by hand, and that are released half-way.
  private static func accident(_ group: String) -> [String: String] {
    [
      "by-hand.yaml": Template.configMap("by-hand"), "new.yaml": Template.configMap("new"),
      "crd.yaml": definition(group), "z.yaml": HelmProject.refused,
    ]
  }

  private func makeByHand(in project: HelmProject) async throws {
    try await project.world.cluster.controlPlane.apply(
      Template.configMap("by-hand", "mine").replacing(
        "name: by-hand", with: "name: by-hand\n  namespace: \(project.namespace)"))
  }

  @Test(
    "remediation of a failed upgrade leaves what was there before, and definitions",
    arguments: ["rollback", "uninstall"])
  func accidentLater(_ strategy: String) async throws {
    let group = "acc\(UInt32.random(in: .min ... .max)).example.com"
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("accident", chart)
    let app = try await project.release([
      "install": ["remediation": ["remediateLastFailure": true]],
      "upgrade": ["remediation": ["remediateLastFailure": true, "strategy": .string(strategy)]],
    ])
    try await app.waitUntilReady()
    try await makeByHand(in: project)
    try await project.offer(chart.with(version: "2.0.0", Self.accident(group)))
    let object = try await app.wait("the remediation") { $0.condition("Stalled")?.status == .true }
    let reason = strategy == "rollback" ? "RollbackSucceeded" : "UninstallSucceeded"
    #expect(object.condition("Remediated")?.reason == reason)
    #expect(try await project.find(.configMap, "by-hand") != nil)
    #expect(try await project.find(.configMap, "new") == nil)
    #expect(try await (project.find(.configMap, "a") != nil) == (strategy == "rollback"))
    let key = ObjectKey(namespace: "", name: "widgets.\(group)")
    #expect(try await project.client.find(.customResourceDefinition, key) != nil)
    try await project.client.delete(.customResourceDefinition, key)
  }

  @Test("remediation of a failed install leaves what was there before, and definitions")
  func accident() async throws {
    let world = try await HelmWorld.shared()
    let group = "acc\(UInt32.random(in: .min ... .max)).example.com"
    let project = try await world.project("accident", TestChart(Self.accident(group)))
    try await makeByHand(in: project)
    let app = try await project.release(["install": ["remediation": ["retries": 1, "remediateLastFailure": true]]])
    let object = try await app.wait("the remediation") { $0.condition("Stalled")?.status == .true }
    #expect(object.condition("Remediated")?.reason == "UninstallSucceeded")
    #expect(try await project.find(.configMap, "by-hand") != nil)
    #expect(try await project.find(.configMap, "new") == nil)
    let found = try await project.client.find(
      .customResourceDefinition, ObjectKey(namespace: "", name: "widgets.\(group)"))
    #expect(found != nil)
    try await project.client.delete(.customResourceDefinition, ObjectKey(namespace: "", name: "widgets.\(group)"))
  }

  @Test("H-16-02 a release that somebody left pending is unlocked and upgraded")
  func unlock() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("locked", chart)
    let app = try await project.release()
    try await app.waitUntilReady()
    try await app.patch(["spec": ["suspend": true]])
    try await project.pend("pending-upgrade", version: 1)
    try await project.offer(chart.with(version: "1.1.0"))
    try await app.patch(["spec": ["suspend": false]])
    let object = try await app.wait("the upgrade") {
      $0.history.first == "v2 deployed" && $0.condition("Ready")?.status == .true
    }
    #expect(object.condition("Released")?.reason == "UpgradeSucceeded")
    try await eventually("the event", within: .patience) {
      try await project.events().contains {
        $0.reason == "PendingRelease" && $0.message.hasPrefix("Unlocked Helm release \(project.namespace)/app.v1")
      }
    }
  }
}
