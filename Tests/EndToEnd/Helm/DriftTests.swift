import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Drift, dependencies, waits and moves.
@Suite struct HelmDriftTests {
  @Test("H-08-06 H-22-08 H-22-09 H-29-03 drift is told and brought back, without another revision")
  func correction() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a"), "b.yaml": Template.configMap("b")])
    let project = try await HelmWorld.shared().project("drift", chart)
    let app = try await project.release(["driftDetection": ["mode": "enabled"]])
    let ready = try await app.waitUntilReady()
    #expect(ready.condition("Drifted")?.reason == "NoDriftDetected")
    #expect(ready.condition("Drifted")?.message == "No drift detected against the cluster state")
    try await project.change("a", "other")
    try await project.client.delete(.configMap, ObjectKey(namespace: project.namespace, name: "b"))
    let object = try await app.reconcile()
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "1"])
    #expect(try await project.find(.configMap, "b") != nil)
    #expect(object.history == ["v1 deployed"])
    #expect(object.condition("Drifted")?.status == .false)
    try await eventually("the events", within: .patience) {
      let events = try await project.events()
      let removed = "ConfigMap/\(project.namespace)/b removed"
      return events.contains { $0.reason == "DriftDetected" && $0.type == "Warning" && $0.message.contains(removed) }
        && events.contains { $0.reason == "DriftCorrected" }
    }
  }

  @Test("H-03-16 H-16-06 in the mode warn drift is told and left alone")
  func warning() async throws {
    let project = try await HelmWorld.shared().project("warn", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release(["driftDetection": ["mode": "warn"]])
    try await app.waitUntilReady()
    try await project.change("a", "other")
    let object = try await app.reconcile()
    #expect(object.condition("Drifted")?.reason == "DriftDetected")
    #expect(
      object.condition("Drifted")?.message
        == "Cluster state of release \(project.namespace)/app.v1 has drifted from the desired state:\n"
        + "ConfigMap/\(project.namespace)/a changed (0 additions, 1 changes, 0 removals)")
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "other"])
  }

  @Test(
    "H-15-09 H-22-01 H-22-03 H-22-04 H-22-07 objects of the manifest and our labels count, and no values are told"
  )
  func counted() async throws {
    let hook = Template.configMap("h").replacing(
      "  name: h\n", with: "  name: h\n  annotations:\n    helm.sh/hook: pre-install\n")
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k: planted-before}\n"
    let project = try await HelmWorld.shared().project(
      "counted", TestChart(["a.yaml": Template.configMap("a"), "h.yaml": hook, "s.yaml": secret]))
    let app = try await project.release(["driftDetection": ["mode": "enabled"]])
    try await app.waitUntilReady()
    func patch(_ type: ResourceType, _ name: String, _ change: JSONValue) async throws {
      try await project.client.patch(
        type, ObjectKey(namespace: project.namespace, name: name), .merge(change),
        options: WriteOptions(fieldManager: "somebody"))
    }
    // Hooks and labels of others are nobody's business.
    try await project.change("h", "other")
    try await patch(.configMap, "a", ["metadata": ["labels": ["theirs": "1"], "finalizers": ["test.example/x"]]])
    let calm = try await app.reconcile()
    #expect(calm.condition("Drifted")?.status == .false)
    #expect(try await project.find(.configMap, "h")?.json["data"] == ["k": "other"])

    let marks: JSONValue = [
      "labels": ["app.kubernetes.io/managed-by": .null], "annotations": ["meta.helm.sh/release-name": "other"],
      "finalizers": .null,
    ]
    try await patch(.configMap, "a", ["metadata": marks])
    try await patch(.secret, "s", ["stringData": ["k": "planted-after"]])
    let object = try await app.reconcile()
    #expect(object.history == ["v1 deployed"] && object.condition("Drifted")?.status == .false)
    let map = try #require(try await project.find(.configMap, "a"))
    #expect(map.label("app.kubernetes.io/managed-by") == "Helm" && map.annotation("meta.helm.sh/release-name") == "app")
    #expect(map.label("theirs") == "1")
    #expect(try await project.find(.secret, "s")?.secretValue("k") == Array("planted-before".utf8))
    let start = "Cluster state of release \(project.namespace)/app.v1 has drifted from the desired state:\n"
    let lines = [
      "ConfigMap/\(project.namespace)/a changed (1 additions, 1 changes, 0 removals)",
      "Secret/\(project.namespace)/s changed (0 additions, 1 changes, 0 removals)",
    ]
    try await eventually("the event", within: .patience) {
      try await project.events().contains { event in
        event.reason == "DriftDetected" && event.message.hasPrefix(start) && lines.allSatisfy(event.message.contains)
      }
    }
    let told = try await project.events().map(\.message).joined() + project.world.controller.log
    for value in ["planted-before", "planted-after", "cGxhbnRlZC1"] { #expect(!told.contains(value)) }

    try await app.patch(["spec": ["driftDetection": ["mode": "disabled"]]])
    try await app.waitUntilReady()
    try await project.change("a", "other")
    let unwatched = try await app.reconcile()
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "other"])
    #expect(unwatched.condition("Drifted") != nil && unwatched.condition("Ready")?.status == .true)
  }

  @Test("H-22-05 H-22-06 what a rule or a label leaves out is left alone")
  func ignored() async throws {
    let labelled = Template.configMap("b").replacing(
      "  name: b\n", with: "  name: b\n  labels:\n    helm.toolkit.fluxcd.io/driftDetection: Disabled\n")
    let project = try await HelmWorld.shared().project(
      "ignored", TestChart(["a.yaml": Template.configMap("a"), "b.yaml": labelled]))
    let app = try await project.release([
      "driftDetection": [
        "mode": "enabled", "ignore": [["paths": ["/data/k"], "target": ["kind": "ConfigMap", "name": "a"]]],
      ]
    ])
    try await app.waitUntilReady()
    for name in ["a", "b"] { try await project.change(name, "other") }
    try await app.reconcile()
    for name in ["a", "b"] { #expect(try await project.find(.configMap, name)?.json["data"] == ["k": "other"]) }
  }

  @Test("what cannot be compared keeps nothing else from being brought back, and is told")
  func incomparable() async throws {
    let fixed = Template.configMap("fixed") + "immutable: true\n"
    let project = try await HelmWorld.shared().project(
      "incomparable", TestChart(["a.yaml": Template.configMap("a"), "b.yaml": fixed]))
    let app = try await project.release(["driftDetection": ["mode": "enabled"]])
    try await app.waitUntilReady()
    let key = ObjectKey(namespace: project.namespace, name: "fixed")
    try await project.client.delete(.configMap, key)
    var other = DynamicObject(.configMap, key)
    other.json["data"] = ["k": "other"]
    other.json["immutable"] = true
    _ = try await project.client.create(.configMap, other)
    try await project.change("a", "other")
    try await app.patch(["metadata": ["annotations": [WatchedObject.requestedAt: "now"]]])
    try await eventually("the other one to be back", within: .patience) {
      try await project.find(.configMap, "a")?.json["data"] == ["k": "1"]
    }
    let object = try await app.waitUntilFailed("StateError")
    #expect(object.condition("Ready")?.message.contains("unable to determine cluster state") == true)
    #expect(try await project.find(.configMap, "fixed")?.json["data"] == ["k": "other"])
  }

  @Test("the same drift corrected three times in a row stops the loop, and the condition names who writes the field")
  func futile() async throws {
    let project = try await HelmWorld.shared().project("futile", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release(["driftDetection": ["mode": "enabled"]])
    try await app.waitUntilReady()
    for _ in 0..<3 {
      try await project.change("a", "other")
      try await app.reconcile()
      #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "1"])
    }
    try await project.change("a", "other")
    let object = try await app.reconcile()
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "other"])
    let message = object.condition("Drifted")?.message ?? ""
    #expect(object.condition("Drifted")?.status == .true)
    #expect(message.contains("corrected 3 times in a row") && message.contains("Written by: somebody (Update)"))
  }

  @Test("H-10-04 H-10-05 a chain of dependencies is woken link by link")
  func dependencies() async throws {
    let project = try await HelmWorld.shared().project(
      "chain", TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")]))
    for number in (1..<5).reversed() {
      try await project.release("link-\(number)", ["dependsOn": [["name": .string("link-\(number - 1)")]]])
    }
    let waiting = try await project.object("link-4").waitUntilFailed("DependencyNotReady")
    #expect(waiting.condition("Ready")?.message.contains("link-3' ") == true)
    try await project.release("link-0")
    try await project.object("link-4").waitUntilReady()
  }

  @Test("H-21-08 waiting holds no worker, and a newer chart ends a wait")
  func waits() async throws {
    let world = try await HelmWorld.shared()
    let stuck = TestChart(["d.yaml": Manifest.deployment("d-{{ .Release.Name }}", schedulable: false)], name: "stuck")
    let project = try await world.project("waits", stuck)
    for number in 0..<8 { try await project.release("s\(number)", chart: "stuck", ["timeout": "10m"]) }
    for number in 0..<8 {
      try await project.object("s\(number)").wait("the install to wait") {
        $0.condition("Reconciling")?.message.hasPrefix("Running 'install'") == true
      }
    }
    try await project.offer(TestChart(["a.yaml": Template.configMap("fine")]))
    try await project.release("fine").waitUntilReady()
    try await project.offer(
      stuck.with(version: "2.0.0", ["d.yaml": Template.configMap("now-{{ .Release.Name }}")]))
    for number in 0..<8 { try await project.object("s\(number)").waitUntilReady() }
    try await eventually("the cancelling to be told", within: .patience) {
      try await project.events("s0").contains { $0.reason == "HealthCheckCanceled" }
    }
  }

  @Test("H-10-12 a release that moves is uninstalled where it was, after it was told what goes")
  func move() async throws {
    let project = try await HelmWorld.shared().project(
      "move", TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")]))
    let app = try await project.release()
    try await app.waitUntilReady()
    try await app.patch(["spec": ["releaseName": "other"]])
    let object = try await app.wait("the move") { $0.condition("Ready")?.message.contains("/other.v1 ") == true }
    #expect(object.history == ["v1 deployed"])
    #expect(try await project.find(.configMap, "app") == nil)
    #expect(try await project.find(.configMap, "other") != nil)
    #expect(try await project.records() == [])
    try await eventually("the announcement", within: .patience) {
      try await project.events().contains {
        $0.message
          == "release target changed (release name): uninstalling \(project.namespace)/app.v1 with chart shop@1.0.0 "
          + "before \(project.namespace)/other is installed, which deletes its objects: "
          + "ConfigMap/\(project.namespace)/app"
      }
    }
  }

  @Test("an unchanged release is not written")
  func unchanged() async throws {
    let project = try await HelmWorld.shared().project("unchanged", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release(["interval": "1s", "driftDetection": ["mode": "enabled"]])
    try await app.waitUntilReady()
    let runs = try await project.world.runs(of: app)
    let before = try await app.get().resourceVersion
    try await eventually("some runs", within: .patience) { try await project.world.runs(of: app) > runs + 3 }
    #expect(try await app.get().resourceVersion == before)
  }
}

extension HelmProject {
  /// Somebody else changes the data of a ConfigMap.
  func change(_ name: String, _ value: String) async throws {
    try await client.patch(
      .configMap, ObjectKey(namespace: namespace, name: name), .merge(["data": ["k": .string(value)]]),
      options: WriteOptions(fieldManager: "somebody"))
  }

  @discardableResult
  func release(_ name: String, _ more: JSONObject) async throws -> WatchedObject {
    try await release(name, chart: "shop", more)
  }
}

extension HelmWorld {
  /// The number of runs that have ended for an object, from the metrics.
  func runs(of object: WatchedObject) async throws -> Int {
    let count = try await controller.metric(
      "gotk_reconcile_duration_seconds_count", port: controller.port(0),
      labels: ["kind": "HelmRelease", "name": object.key.name, "namespace": object.key.namespace])
    return Int(count ?? 0)
  }
}
