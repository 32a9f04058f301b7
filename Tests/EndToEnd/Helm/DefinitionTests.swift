import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What is in a chart's `crds/`, and what follows rendering.
@Suite struct HelmDefinitionTests {
  /// A definition of a group of its own, with a mark that tells versions apart.
  private struct Widgets {
    let group = "w\(UInt32.random(in: .min ... .max)).example.com"
    var key: ObjectKey { ObjectKey(namespace: "", name: "widgets.\(group)") }

    func definition(_ mark: String) -> String {
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: widgets.\(group)
        annotations: {mark: "\(mark)"}
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

    func chart(_ mark: String, version: String = "1.0.0") -> TestChart {
      var chart = TestChart(
        ["w.yaml": "apiVersion: \(group)/v1\nkind: Widget\nmetadata: {name: w}\n"], version: version)
      chart.files["crds/widgets.yaml"] = definition(mark)
      chart.files["crds/other.yaml"] = Template.configMap("stray")
      return chart
    }
  }

  @Test("H-18-01 H-19-01 H-19-03 H-19-04 H-19-06 H-19-07 H-23-01 definitions come first, bear our labels, and stay")
  func definitions() async throws {
    let widgets = Widgets()
    let project = try await HelmWorld.shared().project("crds", widgets.chart("1"))
    let app = try await project.release()
    let object = try await app.waitUntilReady()
    let found = try await project.client.get(.customResourceDefinition, widgets.key)
    #expect(found.label("helm.toolkit.fluxcd.io/name") == "app")
    #expect(found.label("helm.toolkit.fluxcd.io/namespace") == project.namespace)
    #expect(try await project.find(.configMap, "stray") == nil)
    #expect(object.inventoryIDs.contains("\(project.namespace)_w_\(widgets.group)_Widget"))
    #expect(object.inventoryIDs.contains("_widgets.\(widgets.group)_apiextensions.k8s.io_CustomResourceDefinition"))
    try await project.client.delete(app.type, app.key)
    try await app.waitUntilGone()
    #expect(try await project.client.find(.customResourceDefinition, widgets.key) != nil)
    try await project.client.delete(.customResourceDefinition, widgets.key)
  }

  @Test("H-04-04 H-05-05 H-19-05 present definitions are replaced only by CreateReplace; Skip leaves them out")
  func policies() async throws {
    let widgets = Widgets()
    let project = try await HelmWorld.shared().project("policies", widgets.chart("1"))
    let skipping = try await project.release(["install": ["crds": "Skip"]])
    let failed = try await skipping.wait("the failure") { $0.condition("Released")?.reason == "InstallFailed" }
    #expect(failed.condition("Released")?.message.contains("no matches for kind \"Widget\"") == true)
    try await skipping.patch(["spec": ["install": ["crds": "Create"]]])
    try await skipping.waitUntilReady()
    func mark() async throws -> String? {
      try await project.client.get(.customResourceDefinition, widgets.key).annotation("mark")
    }
    try await project.offer(widgets.chart("2", version: "1.0.1"))
    try await skipping.wait("the upgrade") { $0.history.first == "v2 deployed" }
    #expect(try await mark() == "1")
    try await skipping.patch(["spec": ["upgrade": ["crds": "CreateReplace"]]])
    try await project.offer(widgets.chart("3", version: "1.0.2"))
    try await skipping.wait("the upgrade") { $0.history.first == "v3 deployed" }
    #expect(try await mark() == "3")
    try await project.client.delete(.customResourceDefinition, widgets.key)
  }

  @Test("H-19-02 definitions of a subchart that is switched off are left out")
  func subcharts() async throws {
    let widgets = Widgets()
    var chart = TestChart(["a.yaml": Template.configMap("a")], values: "sub: {enabled: false}\n")
    chart.metadata = "dependencies: [{name: sub, version: 1.0.0, condition: sub.enabled}]\n"
    chart.files["charts/sub/Chart.yaml"] = "apiVersion: v2\nname: sub\nversion: 1.0.0\n"
    chart.files["charts/sub/crds/widgets.yaml"] = widgets.definition("1")
    let project = try await HelmWorld.shared().project("sub", chart)
    let app = try await project.release()
    try await app.waitUntilReady()
    #expect(try await project.client.find(.customResourceDefinition, widgets.key) == nil)
    try await app.patch(["spec": ["values": ["sub": ["enabled": true]]]])
    try await app.waitUntilReady()
    #expect(try await project.client.find(.customResourceDefinition, widgets.key) != nil)
    try await project.client.delete(.customResourceDefinition, widgets.key)
  }

  @Test("H-03-11 H-03-12 H-20-01 H-20-02 H-20-03 post-renderers in their order, then common metadata, then our labels")
  func postRenderers() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "d.yaml": Manifest.deployment("d")])
    let project = try await HelmWorld.shared().project("render", chart)
    let patch = { (value: String) -> String in
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: \"\(value)\"\n"
    }
    let object = try await project.release([
      "postRenderers": [
        ["kustomize": ["patches": [["patch": .string(patch("first"))]]]],
        [
          "kustomize": [
            "patches": [["patch": .string(patch("second"))]],
            "images": [["name": "registry.local/d", "newTag": "2"]],
          ]
        ],
      ],
      "commonMetadata": [
        "labels": ["team": "web", "helm.toolkit.fluxcd.io/name": "wrong"], "annotations": ["note": "n"],
      ],
    ]).waitUntilReady()
    let map = try #require(try await project.find(.configMap, "a"))
    #expect(map.json["data"] == ["k": "second"])
    #expect(map.label("team") == "web" && map.annotation("note") == "n")
    #expect(map.label("helm.toolkit.fluxcd.io/name") == "app")
    #expect(map.annotation("postrenderer.helm.sh/postrender-filename") == nil)
    let type = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
    let deployment = try #require(try await project.find(type, "d"))
    #expect(
      deployment.json[path: "spec", "template", "spec", "containers"]?[0]?["image"] == "registry.local/d:2")
    #expect(deployment.json[path: "spec", "template", "metadata", "labels"] == ["app": "d"])
    #expect(object.json[path: "status", "observedPostRenderersDigest"] != nil)
  }

  @Test(
    "H-03-13 H-20-04 H-20-05 hooks are post-rendered too, unless the strategy is nohooks",
    arguments: ["combined", "separate", "nohooks"])
  func strategies(_ strategy: String) async throws {
    let hook = Template.configMap("h").replacing(
      "  name: h\n", with: "  name: h\n  annotations:\n    helm.sh/hook: pre-install\n")
    let project = try await HelmWorld.shared().project(
      strategy, TestChart(["a.yaml": Template.configMap("a"), "h.yaml": hook]))
    try await project.release(["postRenderStrategy": .string(strategy)]).waitUntilReady()
    let label = try await project.find(.configMap, "h")?.label("helm.toolkit.fluxcd.io/name")
    #expect(label == (strategy == "nohooks" ? nil : "app"))
    #expect(try await project.find(.configMap, "a")?.label("helm.toolkit.fluxcd.io/name") == "app")
  }
}
