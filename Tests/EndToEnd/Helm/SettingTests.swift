import GitOpsAPI
import Helm
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Settings of the actions.
@Suite struct HelmSettingTests {
  private func managers(_ object: DynamicObject?) -> [String] {
    (object?.json[path: "metadata", "managedFields"]?.arrayValue ?? []).map {
      "\($0["manager"]?.stringValue ?? "") \($0["operation"]?.stringValue ?? "")"
    }
  }

  @Test("H-04-05 H-05-06 H-18-04 H-18-05 server-side apply is the default, upgrades follow the last release")
  func applyMethods() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("apply", chart)
    let app = try await project.release(["install": ["serverSideApply": false]])
    try await app.waitUntilReady()
    #expect(try await project.record(1).applyMethod == .clientSide)
    #expect(managers(try await project.find(.configMap, "a")) == ["helm-controller Update"])
    try await project.offer(chart.with(version: "1.0.1", ["a.yaml": Template.configMap("a", "2")]))
    try await app.wait("the upgrade") { $0.history.first == "v2 deployed" && $0.condition("Ready")?.status == .true }
    #expect(try await project.record(2).applyMethod == .clientSide)
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "2"])
    try await app.patch(["spec": ["upgrade": ["serverSideApply": "enabled"]]])
    try await project.offer(chart.with(version: "1.0.2", ["a.yaml": Template.configMap("a", "3")]))
    try await app.wait("the upgrade") { $0.history.first == "v3 deployed" && $0.condition("Ready")?.status == .true }
    #expect(try await project.record(3).applyMethod == .serverSide)
    #expect(managers(try await project.find(.configMap, "a")) == ["helm-controller Apply"])
  }

  @Test("H-04-02 H-16-15 H-18-03 without taking over, objects of others end the install, which does not count as a try")
  func ownership() async throws {
    let project = try await HelmWorld.shared().project("owner", TestChart(["a.yaml": Template.configMap("a")]))
    var mine = DynamicObject(.configMap, ObjectKey(namespace: project.namespace, name: "a"))
    mine.json["data"] = ["k": "mine"]
    _ = try await project.client.create(.configMap, mine)
    let app = try await project.release(["install": ["disableTakeOwnership": true]])
    let object = try await app.waitUntilFailed("InstallFailed")
    let message = object.condition("Released")?.message ?? ""
    #expect(
      message.contains(
        "unable to continue with install: ConfigMap \"a\" in namespace \"\(project.namespace)\" exists and cannot be "
          + "imported into the current release: invalid ownership metadata"))
    #expect(object.json[path: "status", "installFailures"] == nil)
    #expect(try await project.records() == [])
    try await app.patch(["spec": ["install": ["disableTakeOwnership": false]]])
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "a")?.json["data"] == ["k": "1"])
  }

  @Test("H-03-02 H-04-01 H-21-01 an install waits until its timeout; without waiting it does not")
  func waiting() async throws {
    let project = try await HelmWorld.shared().project(
      "timeout", TestChart(["d.yaml": Manifest.deployment("d", schedulable: false)]))
    let app = try await project.release(["install": ["timeout": "1s"]])
    let object = try await app.wait("the failure") { $0.condition("Released")?.reason == "InstallFailed" }
    #expect(
      object.condition("Released")?.message.contains(
        "timeout waiting for: [Deployment/\(project.namespace)/d status: 'InProgress']") == true)
    #expect(try await project.record(1).info.status == .failed)
    try await app.patch(["spec": ["upgrade": ["disableWait": true]]])
    try await app.waitUntilReady()
  }

  @Test("H-05-03 preserved values stay under new ones, and so does what the former chart said")
  func preserved() async throws {
    let chart = TestChart(["a.yaml": Template.values("a")], values: "d: old\nm: {x: 1}\n")
    let project = try await HelmWorld.shared().project("preserve", chart)
    let app = try await project.release(["values": ["a": 1, "b": 1], "upgrade": ["preserveValues": true]])
    try await app.waitUntilReady()
    try await app.patch(["spec": ["values": ["a": .null, "b": 2, "c": 3]]])
    try await app.wait("the upgrade") { $0.history.first == "v2 deployed" }
    let kept = #"{"a":1,"b":2,"c":3,"d":"old","m":{"x":1}}"#
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"]?.stringValue == kept)
    var next = chart.with(version: "1.1.0")
    next.values = "d: new\ne: 1\n"
    try await project.offer(next)
    try await app.wait("the other chart") { $0.history.first == "v3 deployed" }
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"]?.stringValue == kept)
    #expect(try await app.reconcile().history.first == "v3 deployed", "what was preserved is no change")
  }

  @Test("H-05-04 what a failed upgrade has created is removed where the spec says so")
  func cleanup() async throws {
    let chart = TestChart(["a.yaml": Template.configMap("a")])
    let project = try await HelmWorld.shared().project("cleanup", chart)
    let app = try await project.release(["upgrade": ["cleanupOnFail": true]])
    try await app.waitUntilReady()
    try await project.offer(
      chart.with(
        version: "1.0.1",
        [
          "new.yaml": Template.configMap("new"),
          "z.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: z}\nspec: {ports: [{port: 99999999}]}\n",
        ]))
    try await app.wait("the failure") { $0.condition("Released")?.reason == "UpgradeFailed" }
    #expect(try await project.find(.configMap, "a") != nil)
    try await eventually("the new object to go", within: .patience) { try await project.find(.configMap, "new") == nil }
  }

  @Test("H-06-03 H-18-09 H-24-04 a kept history says that the release is uninstalled")
  func keptHistory() async throws {
    let project = try await HelmWorld.shared().project("kept", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release(["uninstall": ["keepHistory": true]])
    try await app.waitUntilReady()
    try await project.client.delete(app.type, app.key)
    try await app.waitUntilGone()
    #expect(try await project.records() == ["v1 uninstalled"])
    #expect(try await project.record(1).info.description == "Uninstallation complete")
    let gone = try await project.release("gone", chart: "shop", ["releaseName": "gone"])
    try await gone.waitUntilReady()
    try await project.client.delete(
      .secret, ObjectKey(namespace: project.namespace, name: ReleaseRecord.secretName("gone", 1)))
    try await project.client.delete(gone.type, gone.key)
    try await gone.waitUntilGone()
  }

  @Test("H-07-06 a release is made again when somebody asks for it by annotation, once")
  func forced() async throws {
    let project = try await HelmWorld.shared().project("forced", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release()
    try await app.waitUntilReady()
    try await app.patch([
      "metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "t1", "reconcile.fluxcd.io/forceAt": "t1"]]
    ])
    let object = try await app.wait("the release") {
      $0.history.first == "v2 deployed" && $0.condition("Ready")?.status == .true
    }
    #expect(object.json[path: "status", "lastHandledForceAt"] == "t1")
    #expect(object.json[path: "status", "lastHandledReconcileAt"] == "t1")
    try await app.reconcile()
    #expect(try await project.records() == ["v1 superseded", "v2 deployed"])
  }

  @Test(
    "H-07-03 H-07-04 H-07-08 H-07-11 H-07-12 H-29-01 H-29-02 H-29-04 status and events name chart, values and release"
  )
  func reporting() async throws {
    let project = try await HelmWorld.shared().project("report", TestChart(["a.yaml": Template.configMap("a")]))
    let object = try await project.release(["values": ["a": 1]]).waitUntilReady()
    let status = object.json["status"] ?? [:]
    let digest = status["lastAttemptedConfigDigest"]?.stringValue ?? ""
    #expect(digest.hasPrefix("sha256:") && status["lastAttemptedReleaseActionDuration"]?.stringValue != nil)
    let snapshot = status["history"]?[0] ?? [:]
    let fields = [
      "apiVersion": "v2", "name": "app", "namespace": project.namespace, "status": "deployed", "action": "install",
      "chartName": "shop", "chartVersion": "1.0.0", "appVersion": "7", "configDigest": digest,
    ]
    for (field, value) in fields {
      #expect(snapshot[field]?.stringValue == value, "\(field)")
    }
    #expect(status["lastAttemptedGeneration"] == 1)
    try await eventually("the event", within: .patience) {
      project.world.events.events(about: "app", in: project.namespace).contains { event in
        event["reason"] == "InstallSucceeded" && event["severity"] == "info"
          && event["metadata"] == [
            "helm.toolkit.fluxcd.io/revision": "1.0.0", "helm.toolkit.fluxcd.io/token": .string(digest),
            "helm.toolkit.fluxcd.io/app-version": "7",
          ]
      }
    }
  }

  @Test("probes and metrics answer")
  func process() async throws {
    let world = try await HelmWorld.shared()
    for path in ["healthz", "readyz"] {
      try await eventually("\(path) to answer", within: .patience) {
        (try? await Download.get("http://127.0.0.1:\(world.controller.port(1))/\(path)").status) == 200
      }
    }
    let project = try await world.project("metrics", TestChart(["a.yaml": Template.configMap("a")]))
    let app = try await project.release()
    try await app.waitUntilReady()
    #expect(try await world.runs(of: app) > 0)
  }
}
