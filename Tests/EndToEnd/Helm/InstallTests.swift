import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Installs and upgrades on a real control plane.
@Suite struct HelmInstallTests {
  @Test(
    "H-01-04 H-08-03 H-09-01 H-10-01 H-25-03 a chart becomes a release that is Ready, with Helm's record and labels"
  )
  func install() async throws {
    let chart = TestChart(
      ["a.yaml": Template.configMap("{{ .Release.Name }}-a", "{{ .Values.value }}")], values: "value: one\n")
    let project = try await HelmWorld.shared().project("install", chart)
    let object = try await project.release().waitUntilReady()
    #expect(object.condition("Released")?.reason == "InstallSucceeded")
    let message = "Helm install succeeded for release \(project.namespace)/app.v1 with chart shop@1.0.0"
    #expect(object.condition("Ready")?.message == message)
    #expect(object.history == ["v1 deployed"])
    #expect(object.json[path: "metadata", "finalizers"] == ["finalizers.fluxcd.io"])
    #expect(object.json[path: "status", "lastAttemptedRevision"] == "1.0.0")
    #expect(object.json[path: "status", "lastAttemptedReleaseAction"] == "install")
    #expect(object.json[path: "status", "storageNamespace"] == .string(project.namespace))
    #expect(object.inventoryIDs == ["\(project.namespace)_app-a__ConfigMap"])

    let map = try #require(try await project.find(.configMap, "app-a"))
    #expect(map.json["data"] == ["k": "one"])
    #expect(map.label("app.kubernetes.io/managed-by") == "Helm")
    #expect(map.annotation("meta.helm.sh/release-name") == "app")
    #expect(map.label("helm.toolkit.fluxcd.io/name") == "app")
    #expect(map.label("helm.toolkit.fluxcd.io/namespace") == project.namespace)
    let secret = try #require(try await project.find(.secret, "sh.helm.release.v1.app.v1"))
    #expect(secret.json["type"] == "helm.sh/release.v1")
    #expect(
      secret.labels["status"] == "deployed" && secret.labels["owner"] == "helm" && secret.labels["version"] == "1")
    #expect(secret.labels["modifiedAt"] != nil)
    try await eventually("the event", within: .patience) {
      try await project.events().contains { $0.reason == "InstallSucceeded" && $0.message == message }
    }
  }

  @Test("H-26-06 H-30-02 another version upgrades at once: what is gone is deleted, unless it is kept")
  func upgrade() async throws {
    let kept = Template.configMap("kept").replacing(
      "  name: kept\n", with: "  name: kept\n  annotations:\n    helm.sh/resource-policy: keep\n")
    let chart = TestChart(["a.yaml": Template.configMap("a"), "b.yaml": Template.configMap("b"), "kept.yaml": kept])
    let project = try await HelmWorld.shared().project("upgrade", chart)
    let app = try await project.release()
    try await app.waitUntilReady()
    try await project.offer(
      chart.with(version: "1.1.0", ["a.yaml": Template.configMap("a", "2")], without: ["b.yaml", "kept.yaml"]))
    let object = try await app.wait("the upgrade") {
      $0.history.first == "v2 deployed" && $0.condition("Ready")?.status == .true
    }
    #expect(object.history == ["v2 deployed", "v1 superseded"])
    #expect(
      object.condition("Ready")?.message
        == "Helm upgrade succeeded for release \(project.namespace)/app.v2 with chart shop@1.1.0")
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "2"])
    #expect(try await project.find(.configMap, "b") == nil)
    #expect(try await project.find(.configMap, "kept") != nil)
    #expect(try await project.records() == ["v1 superseded", "v2 deployed"])
  }

  @Test("H-24-01 H-26-09 deleting the HelmRelease takes the release and its records away")
  func deletion() async throws {
    let project = try await HelmWorld.shared().project("deletion", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release()
    try await app.waitUntilReady()
    try await project.client.delete(app.type, app.key)
    try await app.waitUntilGone()
    #expect(try await project.find(.configMap, "a") == nil)
    #expect(try await project.records() == [])
  }

  @Test("H-03-03 a suspended HelmRelease is left alone but for its generation, and its release stays for good")
  func suspended() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("suspended", chart)
    let never = try await project.release("never", ["suspend": true])
    let app = try await project.release()
    let ready = try await app.waitUntilReady()
    try await app.patch([
      "spec": ["suspend": true, "values": ["a": 1]], "metadata": ["annotations": [WatchedObject.requestedAt: "now"]],
    ])
    try await project.offer(chart.with(version: "2.0.0"))
    let resting = try await app.wait("the generation to be seen") { $0.isCurrent }
    #expect(resting.json[path: "status", "history"] == ready.json[path: "status", "history"])
    #expect(resting.json[path: "status", "conditions"] == ready.json[path: "status", "conditions"])
    #expect(resting.json[path: "status", "lastHandledReconcileAt"] == "now")
    let unborn = try await never.wait("the generation to be seen") { $0.isCurrent }
    #expect(unborn.conditions.isEmpty && unborn.json[path: "metadata", "finalizers"] == ["finalizers.fluxcd.io"])
    try await project.client.delete(app.type, app.key)
    try await app.waitUntilGone()
    #expect(try await project.find(.configMap, "a") != nil)
    #expect(try await project.records() == ["v1 deployed"])
    try await project.client.delete(never.type, never.key)
    try await never.waitUntilGone()
  }

  @Test("H-03-06 no more records are kept than the spec says")
  func maxHistory() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("history", chart)
    let app = try await project.release(["maxHistory": 2])
    try await app.waitUntilReady()
    for version in 1...3 {
      try await project.offer(chart.with(version: "1.0.\(version)", ["a.yaml": Template.configMap("a", "\(version)")]))
      try await app.wait("version \(version)") { $0.history.first == "v\(version + 1) deployed" }
    }
    #expect(try await project.records() == ["v3 superseded", "v4 deployed"])
  }

  @Test("H-03-04 H-04-03 H-26-03 the target namespace is made, with Helm's label, and named in the release")
  func targetNamespace() async throws {
    let project = try await HelmWorld.shared().project("target", TestChart(["a.yaml": Template.configMap("a")]))
    let target = "\(project.namespace)-made"
    let object = try await project.release(["targetNamespace": .string(target), "install": ["createNamespace": true]])
      .waitUntilReady()
    let namespace = try await project.client.get(.namespace, ObjectKey(namespace: "", name: target))
    #expect(namespace.label("name") == target)
    #expect(try await project.client.find(.configMap, ObjectKey(namespace: target, name: "a")) != nil)
    #expect(object.condition("Ready")?.message.contains("release \(target)/\(target)-app.v1") == true)
  }

  @Test(
    "H-03-09 H-03-10 H-13-01 H-13-05 H-13-06 H-13-07 values come from references in their order, then from the spec"
  )
  func values() async throws {
    let template = Template.values("a")
    let project = try await HelmWorld.shared().project("values", TestChart(["a.yaml": template], values: "gone: 1\n"))
    try await project.world.cluster.createSecret(
      "s", in: project.namespace,
      ["values.yaml": "a: 1\nb: {x: 1, y: 2}\nlist: [1, 2]\n", "quoted": "'007'", "raw": "a,b=c"])
    var map = DynamicObject(.configMap, ObjectKey(namespace: project.namespace, name: "m"))
    map.json["data"] = ["values.yaml": "b: {y: 3}\nlist: [3]\n", "number": "7"]
    _ = try await project.client.create(.configMap, map)
    try await project.release([
      "values": ["b": ["z": 4], "gone": .null],
      "valuesFrom": [
        ["kind": "Secret", "name": "s"], ["kind": "ConfigMap", "name": "m"],
        ["kind": "ConfigMap", "name": "m", "valuesKey": "number", "targetPath": "set.number"],
        ["kind": "Secret", "name": "s", "valuesKey": "quoted", "targetPath": "set.text"],
        ["kind": "Secret", "name": "s", "valuesKey": "raw", "targetPath": "set.raw", "literal": true],
        ["kind": "Secret", "name": "nowhere", "optional": true],
      ],
    ]).waitUntilReady()
    let data = try await project.find(.configMap, "a")?.json[path: "data", "k"]?.stringValue
    #expect(
      data
        == #"{"a":1,"b":{"x":1,"y":3,"z":4},"list":[3],"set":{"number":7,"raw":"a,b=c","text":"007"}}"#)
  }

  @Test("H-03-01 H-13-03 H-13-10 a target path inside inline values wins; other kinds, and no interval, are refused")
  func targetPath() async throws {
    let template = Template.values("a")
    let project = try await HelmWorld.shared().project("path", TestChart(["a.yaml": template]))
    try await project.world.cluster.createSecret("s", in: project.namespace, ["k": "theirs"])
    try await project.release([
      "values": ["db": ["password": "inline", "user": "u"]],
      "valuesFrom": [["kind": "Secret", "name": "s", "valuesKey": "k", "targetPath": "db.password"]],
    ]).waitUntilReady()
    let data = try await project.find(.configMap, "a")?.json[path: "data", "k"]?.stringValue
    #expect(data == #"{"db":{"password":"theirs","user":"u"}}"#)
    for more: JSONObject in [["valuesFrom": [["kind": "Pod", "name": "s"]]], ["interval": .null]] {
      let error = await #expect(throws: KubernetesError.self) { try await project.release("refused", more) }
      #expect(error?.kind == .invalid)
    }
  }

  @Test("H-20-06 blank lines and line endings in what templates hold stay as they are")
  func lines() async throws {
    let template = """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: a

      data:
        text: |

          first

          last

        keep: |+
          x


        windows: "a\\r\\n\\r\\nb"

      """.replacing("\\\\", with: "\\")
    let project = try await HelmWorld.shared().project("lines", TestChart(["a.yaml": template]))
    try await project.release(["commonMetadata": ["labels": ["team": "web"]]]).waitUntilReady()
    let data = try #require(try await project.find(.configMap, "a")).json["data"]
    #expect(data == ["text": "\nfirst\n\nlast\n", "keep": "x\n\n\n", "windows": "a\r\n\r\nb"])
  }

  @Test("H-10-08 H-13-08 H-13-09 a reference that cannot be resolved is told by name")
  func missingValues() async throws {
    let project = try await HelmWorld.shared().project("missing", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release(["valuesFrom": [["kind": "Secret", "name": "s", "valuesKey": "k"]]])
    let object = try await app.waitUntilFailed("ValuesError")
    #expect(
      object.condition("Ready")?.message
        == "could not resolve Secret chart values reference '\(project.namespace)/s' with key 'k': "
        + "secrets \"s\" not found")
    try await project.world.cluster.createSecret("s", in: project.namespace, ["k": "a: 1"])
    try await app.waitUntilReady()
  }
}

extension HelmProject {
  @discardableResult
  func release(_ more: JSONObject) async throws -> WatchedObject { try await release("app", chart: "shop", more) }
}
