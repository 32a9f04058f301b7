import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The real helm and we read, take over and roll back each other's releases.
@Suite struct HelmInteropTests {
  @Test("helm lists, shows and rolls back what we released")
  func ours() async throws {
    let chart = TestChart(
      ["a.yaml": Template.configMap("a", "{{ .Values.v }}"), "NOTES.txt": "Hello\n"], values: "v: one\n")
    let project = try await HelmWorld.shared().project("ours", chart)
    let app = try await project.release(["values": ["extra": 1]])
    try await app.waitUntilReady()
    try await project.offer(chart.with(version: "1.1.0"))
    try await app.wait("the upgrade") { $0.history.first == "v2 deployed" && $0.condition("Ready")?.status == .true }

    let list = try JSONValue(parsing: try await project.helm("list", "--output", "json"))
    #expect(list[0]?["name"] == "app" && list[0]?["status"] == "deployed" && list[0]?["revision"] == "2")
    #expect(list[0]?["chart"] == "shop-1.1.0" && list[0]?["app_version"] == "7")
    #expect(try await project.helm("get", "values", "app").contains("extra: 1"))
    #expect(try await project.helm("get", "manifest", "app").contains("kind: ConfigMap"))
    #expect(try await project.helm("get", "notes", "app").contains("Hello"))
    let history = try JSONValue(parsing: try await project.helm("history", "app", "--output", "json"))
    #expect(history.arrayValue?.compactMap { $0["status"]?.stringValue } == ["superseded", "deployed"])
    #expect(history[0]?["description"] == "Install complete" && history[1]?["description"] == "Upgrade complete")

    try await app.patch(["spec": ["suspend": true]])
    try await project.helm("rollback", "app", "1")
    #expect(try await project.records() == ["v1 superseded", "v2 superseded", "v3 deployed"])
    try await app.patch(["spec": ["suspend": false]])
    let object = try await app.wait("the chart to be as wanted") { $0.history.first == "v4 deployed" }
    #expect(object.condition("Released")?.reason == "UpgradeSucceeded")
  }

  @Test("H-16-04 we take over, upgrade and uninstall what helm installed")
  func theirs() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "b.yaml": Template.configMap("b")])
    let project = try await HelmWorld.shared().project("theirs", chart)
    let directory = try TemporaryDirectory(prefix: "chart")
    let folder = try await chart.write(to: directory)
    try await project.helm("install", "app", folder)
    try await project.offer(chart.with(version: "1.1.0", without: ["b.yaml"]))
    let app = try await project.release()
    let object = try await app.waitUntilReady()
    #expect(object.history == ["v2 deployed"])
    #expect(try await project.find(.configMap, "b") == nil)
    #expect(try await project.records() == ["v1 superseded", "v2 deployed"])
    try await project.client.delete(app.type, app.key)
    try await app.waitUntilGone()
    #expect(try await project.find(.configMap, "a") == nil)
    #expect(try await project.helm("list", "--short") == "")
  }

  @Test("helm inspects, upgrades and uninstalls what we released, and we go on from there")
  func turns() async throws {
    let chart = TestChart([
      "a.yaml": Template.configMap("a"),
      "h.yaml": Template.configMap("h").replacing(
        "  name: h\n", with: "  name: h\n  annotations:\n    helm.sh/hook: pre-upgrade\n"),
    ])
    let project = try await HelmWorld.shared().project("turns", chart)
    let app = try await project.release()
    try await app.waitUntilReady()
    #expect(try await project.helm("get", "hooks", "app").contains("helm.sh/hook: pre-upgrade"))
    let status = try JSONValue(parsing: try await project.helm("status", "app", "--output", "json"))
    #expect(status[path: "info", "status"] == "deployed" && status["version"] == 1)
    let metadata = try JSONValue(parsing: try await project.helm("get", "metadata", "app", "--output", "json"))
    #expect(metadata["chart"] == "shop" && metadata["version"] == "1.0.0" && metadata["appVersion"] == "7")

    try await app.patch(["spec": ["suspend": true]])
    let directory = try TemporaryDirectory(prefix: "chart")
    let folder = try await chart.with(version: "1.1.0", ["b.yaml": Template.configMap("b")]).write(to: directory)
    try await project.helm("upgrade", "app", folder, "--force-conflicts")
    #expect(try await project.records() == ["v1 superseded", "v2 deployed"])
    try await app.patch(["spec": ["suspend": false]])
    try await app.wait("the chart to be as wanted") {
      $0.history.first == "v3 deployed" && $0.condition("Ready")?.status == .true
    }
    #expect(try await project.find(.configMap, "b") == nil)

    try await app.patch(["spec": ["suspend": true]])
    try await project.helm("uninstall", "app")
    #expect(try await project.records() == [])
    try await app.patch(["spec": ["suspend": false]])
    let object = try await app.wait("the release to be back") {
      $0.history == ["v1 deployed"] && $0.condition("Ready")?.status == .true
    }
    #expect(object.condition("Released")?.reason == "InstallSucceeded")
    #expect(try await project.find(.configMap, "a") != nil)
  }

  @Test(
    "a release that helm left pending is continued",
    arguments: ["pending-install", "pending-upgrade", "pending-rollback"])
  func pending(_ status: String) async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("pending", chart)
    let directory = try TemporaryDirectory(prefix: "chart")
    try await project.helm("install", "app", try await chart.write(to: directory))
    try await project.pend(status, version: 1)
    let object = try await project.release().waitUntilReady()
    #expect(object.history.first == "v2 deployed")
    #expect(try await project.records() == ["v1 failed", "v2 deployed"])
  }
}
