import GitOpsAPI
import Helm
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Uninstalls that meet resistance, and those that have nothing to do.
@Suite struct HelmUninstallTests {
  @Test("H-21-06 H-21-07 H-24-03 what will not go is waited for and told, as often as it takes")
  func resistance() async throws {
    let held = Template.configMap("held").replacing(
      "  name: held\n", with: "  name: held\n  finalizers: [test.example/held]\n")
    let project = try await HelmWorld.shared().project("held", TestChart(["a.yaml": held]))
    let app = try await project.release([
      "uninstall": ["timeout": "1s"],
      "healthCheckExprs": [
        // Would call everything that goes a failure, if it were asked.
        ["apiVersion": "v1", "kind": "ConfigMap", "failed": "has(metadata.deletionTimestamp)", "current": "true"]
      ],
    ])
    try await app.waitUntilReady()
    try await project.client.delete(app.type, app.key)
    let failed = try await app.wait("a second try") {
      $0.condition("Ready")?.reason == "UninstallFailed" && ($0.json[path: "status", "failures"]?.intValue ?? 0) >= 2
    }
    #expect(failed.condition("Ready")?.status == .false)
    #expect(
      failed.condition("Ready")?.message.contains(
        "timeout waiting for termination of: [ConfigMap/\(project.namespace)/held]") == true)
    #expect(try await project.record(1).info.description == "Deletion in progress (or silently failed)")
    try await project.client.patch(
      .configMap, ObjectKey(namespace: project.namespace, name: "held"), .merge(["metadata": ["finalizers": .null]]))
    try await app.waitUntilGone()
    #expect(try await project.records() == [])
  }

  @Test("H-24-02 nothing is uninstalled where nothing was stored, or the way to the cluster is gone")
  func skipped() async throws {
    let world = try await HelmWorld.shared()
    let project = try await world.project("skipped", TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")]))
    let never = try await project.release("never", ["valuesFrom": [["kind": "Secret", "name": "nowhere"]]])
    try await never.waitUntilFailed("ValuesError")
    let kubeconfig = String(
      decoding: try #require(Files.read(world.cluster.controlPlane.kubeconfigPath)), as: UTF8.self)
    try await world.cluster.createSecret("cluster", in: project.namespace, ["value": kubeconfig])
    let remote = try await project.release("remote", ["kubeConfig": ["secretRef": ["name": "cluster"]]])
    try await remote.waitUntilReady()
    let account = ObjectKey(namespace: project.namespace, name: "tenant")
    _ = try await project.client.create(.serviceAccount, DynamicObject(.serviceAccount, account))
    try await world.cluster.controlPlane.kubectl(
      "create", "rolebinding", "tenant", "--clusterrole=admin", "--serviceaccount=\(project.namespace):tenant",
      "--namespace", project.namespace)
    let tenant = try await project.release("tenant", ["serviceAccountName": "tenant"])
    try await tenant.waitUntilReady()
    try await project.client.delete(.secret, ObjectKey(namespace: project.namespace, name: "cluster"))
    try await project.client.delete(.serviceAccount, account)
    for app in [never, remote, tenant] {
      try await project.client.delete(app.type, app.key)
      try await app.waitUntilGone()
    }
    for name in ["remote", "tenant"] {
      #expect(try await project.find(.configMap, name) != nil)
      #expect(try await project.records(name) == ["v1 deployed"])
    }
  }

  @Test("a name that is in use is refused, and taken over where the spec says so")
  func replaced() async throws {
    let project = try await HelmWorld.shared().project("replaced", TestChart(["a.yaml": Template.configMap("a")]))
    let first = try await project.release(["uninstall": ["keepHistory": true]])
    try await first.waitUntilReady()
    try await project.client.delete(first.type, first.key)
    try await first.waitUntilGone()
    let app = try await project.release()
    let refused = try await app.waitUntilFailed("InstallFailed")
    #expect(
      refused.condition("Ready")?.message.contains("cannot reuse a name that is still in use: revision 1") == true)
    #expect(try await project.records() == ["v1 uninstalled"])
    try await app.patch(["spec": ["install": ["replace": true]]])
    try await app.waitUntilReady()
    #expect(try await project.records() == ["v1 superseded", "v2 deployed"])
  }
}
