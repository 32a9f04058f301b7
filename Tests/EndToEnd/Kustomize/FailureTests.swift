import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Failures say what failed, where, and what to do; and they mend themselves when their cause is gone.
@Suite struct KustomizationFailureTests {
  @Test("K-02-07 K-04-07 a path that is not there")
  func missingPath() async throws {
    let project = try await KustomizeWorld.shared().project("nopath", ["a.yaml": Manifest.configMap("a")])
    let object = try await project.kustomize("app", path: "./deploy/prod").waitUntilFailed("ArtifactFailed")
    #expect(object.condition("Ready")?.message.hasPrefix("kustomization path not found: ") == true)
    #expect(object.json[path: "status", "lastAttemptedRevision"] == nil, "K-03-04")
    try await project.push(["deploy/prod/b.yaml": Manifest.configMap("b")])
    try await project.object().waitUntilReady()
  }

  @Test("paths that leave the artifact stay in it")
  func escapingPath() async throws {
    let project = try await KustomizeWorld.shared().project(
      "escape", ["kustomization.yaml": "resources: [../../../etc/passwd]\n"])
    let object = try await project.kustomize().waitUntilFailed("BuildFailed")
    #expect(object.condition("Ready")?.message.contains("root:") == false)
  }

  @Test("K-05-06 K-05-09 a source that is not there, and one without an artifact")
  func missingSource() async throws {
    let project = try await KustomizeWorld.shared().project("nosource", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize(["sourceRef": ["kind": "GitRepository", "name": "other"]])
    let failed = try await app.waitUntilFailed("ArtifactFailed")
    #expect(failed.condition("Ready")?.message.contains("GitRepository/\(project.namespace)/other not found") == true)
    let other = project.world.source.object("other", in: project.namespace)
    try await other.create(spec: SourceWorld.spec(project.repository.url))
    try await app.waitUntilReady()
  }

  @Test("K-04-10 K-10-10 K-03-13 broken YAML is named by file and line")
  func brokenYAML() async throws {
    let project = try await KustomizeWorld.shared().project(
      "broken", ["good.yaml": Manifest.configMap("a"), "bad.yaml": "kind: ConfigMap\n\tname: x\n"])
    let object = try await project.kustomize().waitUntilFailed("BuildFailed")
    #expect(object.condition("Ready")?.message.contains("bad.yaml") == true)
    #expect(object.json[path: "status", "history"] == nil, "K-03-13")
  }

  @Test("K-04-11 K-12-12 K-12-18 an object that is refused is named with its field and file, and nothing is applied")
  func refusedObject() async throws {
    let project = try await KustomizeWorld.shared().project(
      "refused",
      [
        "a.yaml": Manifest.configMap("a"),
        "svc.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 99999\n",
      ])
    let object = try await project.kustomize().waitUntilFailed("ReconciliationFailed")
    let message = object.condition("Ready")?.message ?? ""
    #expect(message.contains("Service/\(project.namespace)/web dry-run failed (Invalid)"))
    #expect(message.contains("spec.ports[0].port"))
    #expect(message.contains("svc.yaml"))
    #expect(try await project.find(.configMap, "a") == nil)
    #expect(!object.inventoryIDs.isEmpty)  // what might have been applied is on record
  }

  @Test("K-02-16 K-17-01 a tenant's Kustomization can do no more than its service account")
  func impersonation() async throws {
    let project = try await KustomizeWorld.shared().project("tenant", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize(["serviceAccountName": "deployer"])
    let failed = try await app.waitUntilFailed("ReconciliationFailed")
    let user = "system:serviceaccount:\(project.namespace):deployer"
    #expect(failed.condition("Ready")?.message.contains(user) == true)
    #expect(try await project.find(.configMap, "a") == nil)
  }

  @Test("K-02-31 spec.decryption stalls, with a message that says where secrets come from here")
  func decryption() async throws {
    let project = try await KustomizeWorld.shared().project("sops", ["a.yaml": Manifest.configMap("a")])
    let object = try await project.kustomize(["decryption": ["provider": "sops"]]).waitUntilFailed(
      "DecryptionNotSupported")
    #expect(object.condition("Stalled")?.status == .true)
  }

  @Test("an object that cannot be decoded gets a condition, and the others of its kind go on")
  func unreadable() async throws {
    let project = try await KustomizeWorld.shared().project("poison", ["a.yaml": Manifest.configMap("a")])
    let bad = try await project.kustomize("bad", ["interval": "99999999999h", "namePrefix": "bad-"])
    let good = try await project.kustomize("good", ["namePrefix": "good-"])
    try await good.waitUntilReady()
    let object = try await bad.waitUntilFailed("ReconciliationFailed")
    #expect(object.condition("Ready")?.message.contains("spec.interval") == true)
    try await bad.patch(["spec": ["interval": "1h"]])
    try await bad.waitUntilReady()
  }
}

/// What deletion leaves behind.
@Suite struct KustomizationDeletionTests {
  @Test("K-15-08 K-15-14 deletion takes the objects along when the Kustomization prunes")
  func deletion() async throws {
    let project = try await KustomizeWorld.shared().project("delete", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    try await project.client.delete(Kustomization.resourceType, app.key)
    try await app.waitUntilGone()
    #expect(try await project.find(.configMap, "a") == nil)
  }

  @Test("K-02-09 K-05-01 K-15-09 K-15-10 orphans, and objects of what is suspended, stay")
  func orphans() async throws {
    let project = try await KustomizeWorld.shared().project("orphan", ["a.yaml": Manifest.configMap("a")])
    let orphaning = try await project.kustomize("one", ["deletionPolicy": "Orphan", "namePrefix": "one-"])
    let suspended = try await project.kustomize("two", ["namePrefix": "two-"])
    try await orphaning.waitUntilReady()
    try await suspended.waitUntilReady()
    try await suspended.patch(["spec": ["suspend": true]])
    for app in [orphaning, suspended] {
      try await project.client.delete(Kustomization.resourceType, app.key)
      try await app.waitUntilGone()
    }
    #expect(try await project.find(.configMap, "one-a") != nil)
    #expect(try await project.find(.configMap, "two-a") != nil)
  }

  @Test("K-15-13 a service account that is gone does not hold up deletion")
  func missingServiceAccount() async throws {
    let project = try await KustomizeWorld.shared().project("gone", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    try await app.patch(["spec": ["serviceAccountName": "gone"]])
    try await project.client.delete(Kustomization.resourceType, app.key)
    try await app.waitUntilGone()
    #expect(try await project.find(.configMap, "a") != nil)
  }

  @Test("a Kustomization never deletes its own namespace")
  func ownNamespace() async throws {
    let project = try await KustomizeWorld.shared().project("own", [:])
    let namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: \(project.namespace)\n"
    try await project.push(["ns.yaml": namespace, "a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize(["targetNamespace": .null, "path": "./"])
    try await app.wait("a verdict") {
      $0.condition("Ready")?.status != nil && $0.condition("Ready")?.status != .unknown
    }
    let commit = try await project.push([
      "a.yaml": Manifest.configMap("a").replacing("  name: a\n", with: "  name: a\n  namespace: \(project.namespace)\n")
    ])
    try await app.wait("the namespace applied") { $0.lastAppliedRevision == "main@sha1:\(commit)" }
    let next = try await project.push([:], removing: ["ns.yaml"])
    try await app.wait("the namespace left out") { $0.lastAppliedRevision == "main@sha1:\(next)" }
    let found = try await project.client.get(.namespace, ObjectKey(namespace: "", name: project.namespace))
    #expect(!found.isBeingDeleted)
  }
}
