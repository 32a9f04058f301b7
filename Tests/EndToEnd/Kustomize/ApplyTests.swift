import GitOpsAPI
import HTTPServer
import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization
import Testing

/// What becomes of manifests: objects, inventory, conditions, events.
@Suite struct KustomizationApplyTests {
  @Test("K-01-08 K-03-01 K-03-04 K-03-05 K-03-07 K-04-01 K-12-01 K-12-02 K-14-01 K-14-02 a push becomes objects")
  func pushToObjects() async throws {
    let project = try await KustomizeWorld.shared().project(
      "apply", ["a.yaml": Manifest.configMap("a"), "nested/b.yml": Manifest.configMap("b"), "notes.txt": "no manifest"])
    let object = try await project.kustomize().waitUntilReady()

    let revision = "main@sha1:\(project.firstCommit)"
    #expect(object.condition("Ready")?.reason == "ReconciliationSucceeded")
    #expect(object.condition("Ready")?.message == "Applied revision: \(revision)")
    #expect(object.lastAppliedRevision == revision)
    #expect(object.json[path: "status", "lastAttemptedRevision"]?.stringValue == revision)
    #expect(object.observedGeneration == object.generation)
    #expect(object.json[path: "metadata", "finalizers"] == ["finalizers.fluxcd.io"])
    let ids = ["a", "b"].map { Kustomization.inventoryID(configMap: $0, in: project.namespace) }
    #expect(object.inventoryIDs == ids)
    #expect(object.json[path: "status", "inventory", "entries"]?[0]?["v"] == "v1")

    let applied = try #require(try await project.find(.configMap, "a"))
    #expect(applied.label("kustomize.toolkit.fluxcd.io/name") == "app")
    #expect(applied.label("kustomize.toolkit.fluxcd.io/namespace") == project.namespace)
    let managers = applied.json[path: "metadata", "managedFields"]?.arrayValue ?? []
    #expect(managers.contains { $0["manager"] == "kustomize-controller" && $0["operation"] == "Apply" })
  }

  @Test("K-03-08 K-03-11 K-03-12 K-18-06 K-18-07 K-18-08 history and events tell of a new revision")
  func historyAndEvents() async throws {
    let project = try await KustomizeWorld.shared().project("history", ["a.yaml": Manifest.configMap("a")])
    let object = try await project.kustomize().waitUntilReady()
    let snapshot = object.json[path: "status", "history"]?[0]
    #expect(snapshot?["lastReconciledStatus"] == "ReconciliationSucceeded")
    #expect(snapshot?[path: "metadata", "revision"]?.stringValue == object.lastAppliedRevision)
    #expect(snapshot?["digest"]?.stringValue?.hasPrefix("sha256:") == true)

    try await eventually("the events") { try await project.events().count >= 2 }
    let events = try await project.events()
    let line = "ConfigMap/\(project.namespace)/a created"
    #expect(events.contains { $0.message == line && $0.type == "Normal" })
    let finished = try #require(events.first { $0.reason == "ReconciliationSucceeded" })
    #expect(finished.message.hasPrefix("Reconciliation finished in "))
    #expect(finished.message.hasSuffix(", next run in 1h0m0s"))
    #expect(finished.annotations["kustomize.toolkit.fluxcd.io/revision"] == object.lastAppliedRevision)
    #expect(finished.annotations["kustomize.toolkit.fluxcd.io/commit_status"] == "update")
  }

  @Test("K-06-02 K-12-17 K-15-01 K-15-02 K-15-06 K-18-09 a new revision is applied at once, and what left it is pruned")
  func newRevision() async throws {
    let project = try await KustomizeWorld.shared().project(
      "prune", ["a.yaml": Manifest.configMap("a"), "b.yaml": Manifest.configMap("b")])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    let commit = try await project.push(["a.yaml": Manifest.configMap("a", ["k": "2"])], removing: ["b.yaml"])
    let object = try await app.wait("the new revision") { $0.lastAppliedRevision == "main@sha1:\(commit)" }
    #expect(object.inventoryIDs == [Kustomization.inventoryID(configMap: "a", in: project.namespace)])
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"] == "2")
    #expect(try await project.find(.configMap, "b") == nil)
    try await eventually("the prune to be told") {
      try await project.events().contains { $0.message == "ConfigMap/\(project.namespace)/b deleted" }
    }
  }

  @Test("K-02-08 K-15-07 without prune, and under another owner's labels, stale objects stay")
  func staleObjectsThatStay() async throws {
    let project = try await KustomizeWorld.shared().project(
      "keep", ["a.yaml": Manifest.configMap("a"), "b.yaml": Manifest.configMap("b")])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    let moved: JSONValue = ["metadata": ["labels": ["kustomize.toolkit.fluxcd.io/name": "another"]]]
    try await project.client.patch(.configMap, ObjectKey(namespace: project.namespace, name: "b"), .merge(moved))
    let commit = try await project.push([:], removing: ["b.yaml"])
    try await app.wait("the new revision") { $0.lastAppliedRevision == "main@sha1:\(commit)" }
    #expect(try await project.find(.configMap, "b") != nil)
  }

  @Test("K-05-20 K-12-16 K-03-03 a manual change is corrected when asked")
  func drift() async throws {
    let project = try await KustomizeWorld.shared().project("drift", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    let key = ObjectKey(namespace: project.namespace, name: "a")
    try await project.client.patch(.configMap, key, .merge(["data": ["k": "tampered"]]))
    try await app.reconcile()
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"] == "1")
  }

  @Test("K-02-01 K-12-15 K-05-18 an interval in which nothing changed writes nothing, and one with drift corrects it")
  func quietIntervals() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project(
      "quiet", ["a.yaml": Manifest.configMap("a"), "d.yaml": Manifest.deployment("d")])
    let app = try await project.kustomize(["interval": "1s", "wait": true])
    let before = try await app.waitUntilReady()
    let map = try await project.find(.configMap, "a")?.resourceVersion
    let runs = try await world.runs(of: app)
    try await eventually("three more runs") { try await world.runs(of: app) >= runs + 3 }
    #expect(try await app.get().resourceVersion == before.resourceVersion)
    #expect(try await project.find(.configMap, "a")?.resourceVersion == map)

    let key = ObjectKey(namespace: project.namespace, name: "a")
    try await project.client.patch(.configMap, key, .merge(["data": ["k": "tampered"]]))
    try await eventually("the correction") {
      try await project.find(.configMap, "a")?.json[path: "data", "k"] == "1"
    }
    let line = "ConfigMap/\(project.namespace)/a configured\n  /data/k: \"tampered\" → \"1\""
    try await eventually("the event with what was corrected") {
      try await project.events().contains { $0.message == line }
    }
  }

  @Test("what is built from other machines is read anew in each interval, though nothing here has changed")
  func remoteContent() async throws {
    let content = RemoteContent(Manifest.configMap("far", ["k": "1"]))
    let server = try await HTTPServer(configuration: .init(host: "127.0.0.1", port: 0)) { _ in .text(content.text) }
      .start()
    let project = try await KustomizeWorld.shared().project(
      "remote", ["kustomization.yaml": "resources: [\"http://127.0.0.1:\(server.port)/far.yaml\"]\n"])
    let app = try await project.kustomize(["interval": "1s"])
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "far")?.json[path: "data", "k"] == "1")
    content.text = Manifest.configMap("far", ["k": "2"])
    try await eventually("the new content", within: .patience) {
      try await project.find(.configMap, "far")?.json[path: "data", "k"] == "2"
    }
    try await app.delete()
    await server.stop()
  }

  @Test("K-12-08 K-12-14 a definition, its namespace and an object of it come in one push")
  func stages() async throws {
    let project = try await KustomizeWorld.shared().project("stages", [:])
    let group = "\(project.namespace).example.com"
    let commit = try await project.push([
      "thing.yaml": "apiVersion: \(group)/v1\nkind: Thing\nmetadata:\n  name: one\n",
      "crd.yaml": Self.definition(group),
    ])
    let app = try await project.kustomize()
    try await app.wait("everything applied") { $0.lastAppliedRevision == "main@sha1:\(commit)" }
    let type = ResourceType(group: group, version: "v1", kind: "Thing", plural: "things")
    #expect(try await project.find(type, "one") != nil)
    #expect(try await app.get().inventoryIDs.first == "_things.\(group)_apiextensions.k8s.io_CustomResourceDefinition")
    try await project.client.delete(Kustomization.resourceType, app.key)
    try await app.waitUntilGone()
  }

  private static func definition(_ group: String) -> String {
    """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: things.\(group)
    spec:
      group: \(group)
      scope: Namespaced
      names: {kind: Thing, listKind: ThingList, plural: things, singular: thing}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object

    """
  }

  @Test("K-02-25 K-02-26 K-06-06 K-06-07 K-11-03 K-11-04 variables come from the spec and from ConfigMaps and Secrets")
  func variables() async throws {
    let project = try await KustomizeWorld.shared().project(
      "vars", ["a.yaml": Manifest.configMap("a", ["k": "${one} ${two} ${three:=default}"])])
    let vars = ObjectKey(namespace: project.namespace, name: "vars")
    var map = DynamicObject(.configMap, vars)
    map.json["data"] = ["one": "from map", "two": "from map"]
    map.setLabel("reconcile.fluxcd.io/watch", "Enabled")
    _ = try await project.client.create(.configMap, map)
    let app = try await project.kustomize([
      "postBuild": [
        "substitute": ["two": "inline"],
        "substituteFrom": [
          ["kind": "ConfigMap", "name": "vars"], ["kind": "Secret", "name": "none", "optional": true],
        ],
      ]
    ])
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"] == "from map inline default")

    try await project.client.patch(.configMap, vars, .merge(["data": ["one": "changed"]]))
    try await eventually("K-06-06 K-06-07: the change to be noticed") {
      try await project.find(.configMap, "a")?.json[path: "data", "k"] == "changed inline default"
    }
  }

  @Test("K-13-02 K-13-05 K-13-08 K-13-11 markers on objects are obeyed")
  func markers() async throws {
    let project = try await KustomizeWorld.shared().project("markers", [:])
    let prefix = "kustomize.toolkit.fluxcd.io"
    func marked(_ name: String, _ marker: String) -> String {
      Manifest.configMap(name).replacing(
        "  name: \(name)\n", with: "  name: \(name)\n  annotations:\n    \(prefix)/\(marker)\n")
    }
    try await project.push([
      "a.yaml": marked("ignored", "reconcile: disabled"), "b.yaml": marked("once", "ssa: IfNotPresent"),
      "c.yaml": marked("kept", "prune: disabled"),
    ])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "ignored") == nil)
    try await eventually("the events") { try await project.events().count >= 2 }
    #expect(try await !project.events().contains { $0.message.contains("ignored deleted") })
    let once = ObjectKey(namespace: project.namespace, name: "once")
    try await project.client.patch(.configMap, once, .merge(["data": ["k": "mine"]]))
    try await app.reconcile()
    #expect(try await project.find(.configMap, "once")?.json[path: "data", "k"] == "mine")
    let commit = try await project.push([:], removing: ["c.yaml"])
    try await app.wait("the new revision") { $0.lastAppliedRevision == "main@sha1:\(commit)" }
    #expect(try await project.find(.configMap, "kept") != nil)
  }
}

/// What a server has to say, which changes.
private final class RemoteContent: Sendable {
  private let current: Mutex<String>

  init(_ text: String) { current = Mutex(text) }

  var text: String {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }
}
