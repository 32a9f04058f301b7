import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What happens between the first run of a Kustomization and its end.
@Suite struct KustomizationLifecycleTests {
  /// A service account that may do everything but delete, which `allow` lets it do.
  private func tenant(_ project: Project) async throws -> (allow: @Sendable () async throws -> Void, name: String) {
    func role(_ verbs: String) -> String {
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: keeper, namespace: \(project.namespace)}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: Role
      metadata: {name: keeper, namespace: \(project.namespace)}
      rules: [{apiGroups: [""], resources: [configmaps], verbs: [\(verbs)]}]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: keeper, namespace: \(project.namespace)}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: keeper}
      subjects: [{kind: ServiceAccount, name: keeper, namespace: \(project.namespace)}]
      """
    }
    let controlPlane = project.world.cluster.controlPlane
    try await controlPlane.apply(role("get, list, watch, create, patch, update"))
    let everything = role("\"*\"")
    return ({ try await controlPlane.apply(everything) }, "keeper")
  }

  @Test("K-04-12 K-05-15 K-15-12 K-18-09 what cannot be deleted stays in the inventory, and holds up the end")
  func undeletable() async throws {
    let project = try await KustomizeWorld.shared().project(
      "keeper", ["a.yaml": Manifest.configMap("a"), "b.yaml": Manifest.configMap("b")])
    let tenant = try await tenant(project)
    let app = try await project.kustomize(["serviceAccountName": .string(tenant.name)])
    try await app.waitUntilReady()
    try await project.push([:], removing: ["b.yaml"])
    let failed = try await app.waitUntilFailed("PruneFailed")
    #expect(failed.condition("Ready")?.message.contains("delete failed, errors: ") == true)
    let ids = ["a", "b"].map { Kustomization.inventoryID(configMap: $0, in: project.namespace) }
    #expect(failed.inventoryIDs == ids)
    #expect(failed.json[path: "status", "history"]?[0]?["lastReconciledStatus"] == "PruneFailed")

    try await project.client.delete(Kustomization.resourceType, app.key)
    try await eventually("the failure to be told") {
      try await project.events().contains { $0.reason == "PruneFailed" && $0.count >= 1 && $0.type == "Warning" }
    }
    #expect(try await app.get().json[path: "metadata", "finalizers"] == ["finalizers.fluxcd.io"])
    try await tenant.allow()
    try await app.waitUntilGone()
    #expect(try await project.find(.configMap, "a") == nil)
  }

  @Test("K-05-16 K-04-19 stale objects go before health is looked at; without checks there is no Healthy")
  func pruneBeforeHealth() async throws {
    let project = try await KustomizeWorld.shared().project(
      "order", ["a.yaml": Manifest.configMap("a"), "b.yaml": Manifest.configMap("b")])
    let app = try await project.kustomize(["wait": true])
    let ready = try await app.waitUntilReady()
    #expect(ready.condition("Healthy")?.status == .true)
    try await project.push(["d.yaml": Manifest.deployment("d", schedulable: false)], removing: ["b.yaml"])
    let waiting = try await app.wait("the wait") { $0.condition("Healthy")?.status == .unknown }
    #expect(try await project.find(.configMap, "b") == nil)
    let revision = waiting.json[path: "status", "lastAttemptedRevision"]?.stringValue ?? ""
    #expect(waiting.condition("Ready")?.status == .unknown, "K-04-02")
    #expect(waiting.condition("Ready")?.message == "Reconciliation in progress")
    #expect(waiting.condition("Reconciling")?.reason == "Progressing")
    #expect(
      waiting.condition("Reconciling")?.message
        == "Running health checks for revision \(revision) with a timeout of 59m30s", "K-04-03 K-04-04")
    try await app.patch(["spec": ["wait": false]])
    let done = try await app.waitUntilReady()
    #expect(done.condition("Healthy") == nil)
  }

  @Test("K-05-12 an artifact that is not there yet is waited for, and is no error")
  func missingArtifact() async throws {
    let project = try await KustomizeWorld.shared().project(
      "missing", ["a.yaml": Manifest.configMap("a", ["k": "\(UInt64.random(in: .min ... .max))"])])
    let ready = try await project.sourceObject.get()
    let copy = try await project.copyOfSource("copy") { artifact in
      artifact["url"] = .string("\(ready.artifactURL).not-there")
    }
    let app = try await project.kustomize(["sourceRef": ["kind": "GitRepository", "name": "copy"]])
    let failed = try await app.waitUntilFailed("ArtifactFailed")
    #expect(
      failed.condition("Ready")?.message == "Source is not ready, artifact not found, retrying in 1s")
    #expect(
      failed.condition("Reconciling")?.message.hasPrefix("Fetching manifests for revision ") == true, "K-04-05")
    #expect(failed.json[path: "status", "history"] == nil, "K-03-13")
    #expect(try await project.events().allSatisfy { $0.type != "Warning" })
    try await copy(["url": .string(ready.artifactURL)])
    try await app.waitUntilReady()
  }

  @Test("K-03-06 K-18-06 the revision that an artifact was made from is shown too")
  func originRevision() async throws {
    let project = try await KustomizeWorld.shared().project("origin", ["a.yaml": Manifest.configMap("a")])
    _ = try await project.copyOfSource("copy") { artifact in
      artifact["metadata"] = ["org.opencontainers.image.revision": "main@sha1:0123"]
    }
    let app = try await project.kustomize(["sourceRef": ["kind": "GitRepository", "name": "copy"]])
    let object = try await app.waitUntilReady()
    #expect(object.json[path: "status", "lastAppliedOriginRevision"] == "main@sha1:0123")
    #expect(object.json[path: "status", "history"]?[0]?[path: "metadata", "originRevision"] == "main@sha1:0123")
    try await eventually("the event") {
      try await project.events().contains {
        $0.annotations["kustomize.toolkit.fluxcd.io/originRevision"] == "main@sha1:0123"
      }
    }
  }

  @Test("K-15-11 termination is waited for, and not for ever")
  func termination() async throws {
    let world = try await KustomizeWorld.shared()
    let held = Manifest.configMap("held").replacing(
      "  name: held\n", with: "  name: held\n  finalizers: [example.org/held]\n")
    let project = try await world.project("terminate", ["a.yaml": held])
    func terminating(_ name: String, _ prefix: String) async throws -> WatchedObject {
      try await project.kustomize(
        name, ["deletionPolicy": "WaitForTermination", "timeout": "30s", "namePrefix": .string(prefix)])
    }
    let patient = try await terminating("patient", "p-")
    let late = try await terminating("late", "l-")
    for app in [patient, late] {
      try await app.waitUntilReady()
      try await project.client.delete(Kustomization.resourceType, app.key)
    }
    func release(_ name: String) async throws {
      try await project.client.patch(
        .configMap, ObjectKey(namespace: project.namespace, name: name), .merge(["metadata": ["finalizers": .null]]))
    }
    let began = ContinuousClock.now
    for name in ["p-held", "l-held"] {
      try await eventually("the deletion of \(name)") {
        try await project.find(.configMap, name)?.isBeingDeleted == true
      }
    }
    #expect(try await patient.get().isBeingDeleted)
    try await release("p-held")
    try await patient.waitUntilGone()
    try await late.waitUntilGone()
    #expect(ContinuousClock.now - began > .seconds(20), "not before its time")
    try await eventually("the event") {
      try await project.events("late").contains { $0.message.hasPrefix("timeout waiting for termination: [") }
    }
    try await release("l-held")
  }

  @Test("K-05-04 K-05-01 the series of an object is there after its runs and gone with it, suspended or not")
  func metrics() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("series", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    try await eventually("the series") { try await world.runs(of: app) >= 1 }
    try await app.patch(["spec": ["suspend": true]])
    try await project.client.delete(Kustomization.resourceType, app.key)
    try await app.waitUntilGone()
    try await eventually("the series to go") { try await world.runs(of: app) == 0 }
  }

  @Test(
    "K-02-02 K-05-17 K-03-13 K-18-09 a failure is told and tried again after retryInterval; a build that failed has no history"
  )
  func retries() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("retry", ["bad.yaml": "kind: [\n"])
    let slow = try await project.kustomize("slow", ["retryInterval": "1h"])
    let quick = try await project.kustomize("quick", ["retryInterval": "1s"])
    let failed = try await quick.waitUntilFailed("BuildFailed")
    #expect(failed.json[path: "status", "history"] == nil)
    try await slow.waitUntilFailed("BuildFailed")
    let (slowRuns, quickRuns) = (try await world.runs(of: slow), try await world.runs(of: quick))
    try await eventually("three more tries") { try await world.runs(of: quick) >= quickRuns + 3 }
    #expect(try await world.runs(of: slow) == slowRuns)
    #expect(
      try await quick.get().resourceVersion == failed.resourceVersion, "a failure that repeats is not written again")
    try await eventually("the event") {
      try await project.events("quick").contains {
        $0.type == "Warning" && $0.reason == "BuildFailed" && $0.message == failed.condition("Ready")?.message
      }
    }
  }

  @Test("K-04-22 K-04-26 K-05-02 the status is written under the name of upstream's manager")
  func fieldManager() async throws {
    let project = try await KustomizeWorld.shared().project("manager", ["a.yaml": Manifest.configMap("a")])
    let object = try await project.kustomize().waitUntilReady()
    let managers = (object.json[path: "metadata", "managedFields"]?.arrayValue ?? []).filter {
      $0["fieldsV1"]?[path: "f:status", "f:conditions"] != nil
    }
    #expect(managers.map { $0["manager"] } == ["gotk-kustomize-controller"])
    #expect(object.json[path: "metadata", "finalizers"] == ["finalizers.fluxcd.io"])
    #expect(object.conditions.allSatisfy { $0.observedGeneration == object.generation }, "K-04-22")
  }
}

extension Project {
  /// Another GitRepository that no controller looks after, with the artifact of the first one, changed. Returns what
  /// changes the artifact again.
  func copyOfSource(
    _ name: String, _ change: (inout JSONObject) -> Void
  ) async throws -> @Sendable (JSONObject) async throws -> Void {
    let ready = try await sourceObject.get()
    let key = ObjectKey(namespace: namespace, name: name)
    var json = DynamicObject(GitRepository.resourceType, key)
    json.setLabel(SourceWorld.shardLabel, "nobody")
    json.json["spec"] = ready.json["spec"] ?? .null
    _ = try await client.create(GitRepository.resourceType, json)
    var artifact = ready.json[path: "status", "artifact"]?.objectValue ?? [:]
    change(&artifact)
    let client = client
    let patch: @Sendable (JSONObject) async throws -> Void = { fields in
      try await client.patch(
        GitRepository.resourceType, key, .merge(["status": ["artifact": .object(fields)]]), subresource: "status")
    }
    try await patch(artifact)
    return patch
  }
}
