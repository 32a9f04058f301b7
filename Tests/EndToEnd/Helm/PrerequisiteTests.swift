import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What has to be there before a release can be made.
@Suite struct HelmPrerequisiteTests {
  @Test("H-07-07 H-10-03 H-11-03 H-11-05 a HelmChart is made for the release, and goes with what it was for")
  func helmChart() async throws {
    let project = try await HelmWorld.shared().project("template", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release([
      "chartRef": .null,
      "chart": [
        // Source-controllers of other tests would put a finalizer on it, and take their time to take it off again.
        "metadata": ["labels": [SourceWorld.shardLabel: "offered"]],
        "spec": ["chart": "shop", "version": "1.x", "sourceRef": ["kind": "HelmRepository", "name": "charts"]],
      ],
    ])
    let waiting = try await app.waitUntilFailed("SourceNotReady")
    let name = "\(project.namespace)-app"
    #expect(waiting.json[path: "status", "helmChart"] == .string("\(project.namespace)/\(name)"))
    let chart = try #require(try await project.find(HelmChart.resourceType, name))
    #expect(chart.json[path: "spec", "version"] == "1.x")
    #expect(chart.label("helm.toolkit.fluxcd.io/name") == "app")
    try await app.patch(["spec": ["chart": .null, "chartRef": ["kind": "HelmChart", "name": "shop"]]])
    let ready = try await app.waitUntilReady()
    #expect(ready.json[path: "status", "helmChart"] == nil)
    #expect(try await project.find(HelmChart.resourceType, name) == nil)
    try await eventually("the events", within: .patience) {
      let events = try await project.events()
      return events.contains { $0.reason == "HelmChartCreated" } && events.contains { $0.reason == "HelmChartDeleted" }
    }
  }

  @Test("H-01-06 an object with both or none of chart and chartRef is refused")
  func reference() async throws {
    let project = try await HelmWorld.shared().project("both", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release(["chartRef": .null])
    let object = try await app.wait("the refusal") { $0.condition("Stalled")?.status == .true }
    #expect(object.condition("Ready")?.message.contains("exactly one of spec.chart and spec.chartRef") == true)
    #expect(object.isCurrent)
  }

  @Test("H-03-15 H-10-02 an expression that cannot be read stalls the object")
  func expressions() async throws {
    let project = try await HelmWorld.shared().project("cel", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release([
      "healthCheckExprs": [["apiVersion": "v1", "kind": "ConfigMap", "current": "this is wrong("]]
    ])
    let object = try await app.wait("the refusal") { $0.condition("Stalled")?.reason == "InvalidCELExpression" }
    #expect(object.condition("Ready")?.reason == "InvalidCELExpression")
    try await app.patch([
      "spec": ["healthCheckExprs": [["apiVersion": "v1", "kind": "ConfigMap", "current": "data.k == '1'"]]]
    ])
    try await app.waitUntilReady()
  }

  @Test("H-03-05 an expression decides whether a dependency is ready")
  func readyExpression() async throws {
    let project = try await HelmWorld.shared().project(
      "ready", TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")]))
    try await project.release("base").waitUntilReady()
    let app = try await project.release([
      "dependsOn": [["name": "base", "readyExpr": "dep.status.history[0].version == 2"]]
    ])
    let object = try await app.waitUntilFailed("DependencyNotReady")
    #expect(
      object.condition("Ready")?.message
        == "dependency '\(project.namespace)/base' is not ready according to readyExpr eval")
    try await project.object("base").patch(["spec": ["values": ["new": 1]]])
    try await app.waitUntilReady()
  }

  @Test("H-03-07 the release is made as the service account, which may not do what it was not given")
  func serviceAccount() async throws {
    let project = try await HelmWorld.shared().project("account", TestChart(["a.yaml": Template.configMap("a")]))
    _ = try await project.client.create(
      .serviceAccount, DynamicObject(.serviceAccount, ObjectKey(namespace: project.namespace, name: "tenant")))
    let app = try await project.release(["serviceAccountName": "tenant"])
    let object = try await app.wait("the refusal") { $0.condition("Ready")?.status == .false }
    #expect(
      object.condition("Ready")?.message.contains(
        "User \"system:serviceaccount:\(project.namespace):tenant\" cannot") == true)
    try await project.world.cluster.controlPlane.kubectl(
      "create", "rolebinding", "tenant", "--clusterrole=admin", "--serviceaccount=\(project.namespace):tenant",
      "--namespace", project.namespace)
    try await app.waitUntilReady()
    try await project.client.delete(.serviceAccount, ObjectKey(namespace: project.namespace, name: "tenant"))
    try await project.client.delete(app.type, app.key)
    try await app.waitUntilGone()
    #expect(try await project.find(.configMap, "a") != nil)
  }

  @Test("H-10-06 H-10-09 a chart that is not there, or not as its digest says, is told and waited for")
  func artifacts() async throws {
    let project = try await HelmWorld.shared().project("artifact", TestChart(["a.yaml": Template.configMap("a")]))
    let missing = try await project.release("missing", chart: "nowhere", [:])
    let first = try await missing.waitUntilFailed("ArtifactFailed")
    #expect(
      first.condition("Ready")?.message
        == "could not get Source object: HelmChart/\(project.namespace)/nowhere not found")
    let key = ObjectKey(namespace: project.namespace, name: "shop")
    try await project.client.patch(
      HelmChart.resourceType, key,
      .merge([
        "status": ["artifact": ["digest": .string("sha256:" + String(repeating: "0", count: 64)), "revision": "9.9.9"]]
      ]),
      subresource: "status")
    let app = try await project.release()
    let broken = try await app.waitUntilFailed("ArtifactFailed")
    #expect(broken.condition("Ready")?.message.contains("has the digest") == true)
    try await project.offer(TestChart(["a.yaml": Template.configMap("a")], version: "1.0.1"))
    try await app.waitUntilReady()
  }
}
