import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What the fields of a spec do to the objects.
@Suite struct KustomizationSpecTests {
  @Test("K-02-13 K-02-14 K-02-20 K-02-22 K-02-23 K-02-24 K-02-32 an overlay in the spec on top of one in the source")
  func overlay() async throws {
    let project = try await KustomizeWorld.shared().project(
      "overlay",
      [
        "app/kustomization.yaml": """
        resources: [d.yaml]
        namePrefix: replaced-
        images: [{name: registry.local/web, newTag: "2"}]
        patchesStrategicMerge: [legacy.yaml]
        patchesJson6902:
          - target: {version: v1, group: apps, kind: Deployment, name: web}
            patch: '[{"op": "add", "path": "/metadata/annotations/json6902", "value": "yes"}]'

        """,
        "app/legacy.yaml":
          "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, annotations: {legacy: \"yes\"}}\n",
        "app/d.yaml": Manifest.deployment("web"),
        "component/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {component: \"yes\"}\n",
      ])
    let app = try await project.kustomize(
      "app", path: "./app",
      [
        "namePrefix": "p-", "nameSuffix": "-s", "components": ["../component"],
        "buildMetadata": ["originAnnotations"],
        "images": [["name": "registry.local/web", "newName": "mirror.local/web"]],
        "patches": [
          ["patch": "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n"],
          [
            "patch": "- op: add\n  path: /metadata/annotations/patched\n  value: \"yes\"\n",
            "target": ["kind": "Deployment", "labelSelector": "!nothing"],
          ],
        ],
      ])
    try await app.waitUntilReady()
    let type = ResourceType(group: "apps", version: "v1", kind: "Deployment", plural: "deployments")
    let object = try #require(try await project.find(type, "p-web-s"))
    #expect(object.json[path: "spec", "replicas"] == 2)
    #expect(
      object.json[path: "spec", "template", "spec", "containers"]?[0]?["image"] == "mirror.local/web:2")
    for name in ["legacy", "json6902", "component", "patched"] { #expect(object.annotations[name] == "yes", "\(name)") }
    #expect(object.annotations["config.kubernetes.io/origin"]?.contains("path: d.yaml") == true)

    let nowhere = try await project.kustomize("nowhere", ["targetNamespace": "does-not-exist", "path": "./app"])
    let failed = try await nowhere.waitUntilFailed("ReconciliationFailed")
    #expect(failed.condition("Ready")?.message.contains("does-not-exist") == true)
  }

  @Test("K-02-27 K-13-09 substitution can be asked for without variables, and objects can opt out")
  func substitution() async throws {
    let disabled = Manifest.configMap("raw", ["k": "${one:=default}"]).replacing(
      "  name: raw\n", with: "  name: raw\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n")
    let project = try await KustomizeWorld.shared().project(
      "always", ["a.yaml": Manifest.configMap("a", ["k": "${one:=default}"]), "raw.yaml": disabled])
    let app = try await project.kustomize(["postBuild": ["substitute": [:]]])
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"] == "${one:=default}")
    try await app.patch(["spec": ["postBuild": ["substituteStrategy": "Always"]]])
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"] == "default")
    #expect(try await project.find(.configMap, "raw")?.json[path: "data", "k"] == "${one:=default}")
  }

  @Test("K-02-10 what cannot be changed is made anew where that was asked for")
  func force() async throws {
    func map(_ value: String) -> String { Manifest.configMap("a", ["k": value]) + "immutable: true\n" }
    let project = try await KustomizeWorld.shared().project("force", ["a.yaml": map("1")])
    let app = try await project.kustomize()
    try await app.waitUntilReady()
    let first = try await project.find(.configMap, "a")?.uid
    try await project.push(["a.yaml": map("2")])
    let failed = try await app.waitUntilFailed("ReconciliationFailed")
    #expect(failed.condition("Ready")?.message.contains("immutable") == true)
    try await app.patch(["spec": ["force": true]])
    try await app.waitUntilReady()
    let second = try #require(try await project.find(.configMap, "a"))
    #expect(second.uid != first && second.json[path: "data", "k"] == "2")
  }

  @Test("K-02-30 K-12-13 ignored fields are left to others, and only what has changed is written")
  func ignoredFields() async throws {
    let project = try await KustomizeWorld.shared().project(
      "ignore", ["a.yaml": Manifest.configMap("a", ["k": "1", "n": "1"]), "b.yaml": Manifest.configMap("b")])
    let app = try await project.kustomize([
      "ignore": [["paths": ["/data/k"], "target": ["kind": "ConfigMap", "name": "a"]]]
    ])
    try await app.waitUntilReady()
    let untouched = try await project.find(.configMap, "b")?.resourceVersion
    let key = ObjectKey(namespace: project.namespace, name: "a")
    try await project.client.patch(.configMap, key, .merge(["data": ["k": "theirs", "n": "theirs"]]))
    try await app.reconcile()
    let object = try await project.find(.configMap, "a")
    #expect(object?.json[path: "data", "k"] == "theirs" && object?.json[path: "data", "n"] == "1")
    #expect(try await project.find(.configMap, "b")?.resourceVersion == untouched)
  }

  @Test("K-12-07 a Secret that is still encrypted is not applied")
  func encryptedSecret() async throws {
    let project = try await KustomizeWorld.shared().project(
      "encrypted",
      [
        "s.yaml":
          "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {k: \"ENC[x]\"}\nsops: {mac: \"ENC[y]\", version: 3.7.3}\n"
      ])
    let object = try await project.kustomize().waitUntilFailed("ReconciliationFailed")
    let message = object.condition("Ready")?.message ?? ""
    #expect(
      message.hasPrefix(
        "Secret/\(project.namespace)/s is SOPS encrypted, configuring decryption is required for this secret to be "
          + "reconciled"))
    #expect(try await project.find(.secret, "s") == nil)
  }

  @Test("K-02-12 K-05-03 what is suspended is left alone without a word")
  func suspend() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("paused", ["a.yaml": Manifest.configMap("a")])
    let app = try await project.kustomize()
    let ready = try await app.waitUntilReady()
    try await eventually("the events") { try await project.events().count >= 2 }
    try await app.patch(["spec": ["suspend": true]])
    let runs = try await world.runs(of: app)
    try await project.push(["a.yaml": Manifest.configMap("a", ["k": "2"])])
    try await app.patch(["metadata": ["annotations": [WatchedObject.requestedAt: "now"]]])
    try await eventually("a run") { try await world.runs(of: app) > runs }
    #expect(try await app.get().json["status"] == ready.json["status"])
    #expect(try await project.find(.configMap, "a")?.json[path: "data", "k"] == "1")
    #expect(try await project.events().count == 2)
    #expect(
      world.controller.log.split(separator: "\n").contains {
        $0.contains("reconciliation is suspended") && $0.contains(project.namespace)
      })
    try await app.patch(["spec": ["suspend": false]])
    try await app.wait("the change") { $0.lastAppliedRevision != ready.lastAppliedRevision }
  }

  @Test("K-02-06 K-02-19 sources and dependencies of other namespaces, and by default of the own")
  func otherNamespaces() async throws {
    let world = try await KustomizeWorld.shared()
    let base = try await world.project("base", ["a.yaml": Manifest.configMap("a")])
    let project = try await world.project("user", ["unused.yaml": Manifest.configMap("unused")])
    try await base.kustomize().waitUntilReady()
    let app = try await project.kustomize([
      "sourceRef": [
        "apiVersion": "example.org/v9", "kind": "GitRepository", "name": "repo", "namespace": .string(base.namespace),
      ],
      "dependsOn": [["name": "app", "namespace": .string(base.namespace)]],
    ])
    try await app.waitUntilReady()
    #expect(try await project.find(.configMap, "a") != nil, "K-02-04: what apiVersion says does not matter")
    let own = try await project.kustomize("own", ["namePrefix": "own-", "dependsOn": [["name": "app"]]])
    try await own.waitUntilReady()
    #expect(try await project.find(.configMap, "own-unused") != nil)
  }
}
