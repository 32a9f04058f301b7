import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What flags and gates of the kustomize-controller change.
@Suite struct KustomizationFlagTests {
  @Test("K-06-09 K-19-13 only the own shard in the own namespace is looked after")
  func sharding() async throws {
    let strict = try await StrictWorld.shared()
    let elsewhere = try await strict.world.project("elsewhere", ["a.yaml": Manifest.configMap("a")])
    let foreign = try await strict.kustomize("foreign", namespace: elsewhere.namespace)
    let own = try await strict.kustomize("own")
    try await own.waitUntilReady()
    // Of another namespace, and for the other controller of another shard: nobody's.
    #expect(try await foreign.get().json["status"]?["conditions"] == nil)
    #expect(try await foreign.get().json[path: "metadata", "finalizers"] == nil)
  }

  @Test("K-04-15 K-07-10 sources of other namespaces are refused and stall, dependencies of them are allowed")
  func crossNamespace() async throws {
    let strict = try await StrictWorld.shared()
    let elsewhere = try await strict.world.project("across", ["a.yaml": Manifest.configMap("a")])
    let source: JSONValue = [
      "kind": "GitRepository", "name": "repo", "namespace": .string(elsewhere.namespace),
    ]
    let refused = try await strict.kustomize("refused", ["sourceRef": source])
    let failed = try await refused.waitUntilFailed("AccessDenied")
    #expect(failed.condition("Stalled")?.reason == "AccessDenied" && failed.condition("Reconciling") == nil)
    #expect(
      failed.condition("Ready")?.message
        == "can't access 'GitRepository/\(elsewhere.namespace)/repo', cross-namespace references have been blocked")
    #expect(failed.observedGeneration != failed.generation, "K-03-01")

    let dependant = try await strict.kustomize(
      "across", ["dependsOn": [["name": "app", "namespace": .string(elsewhere.namespace)]]])
    try await dependant.waitUntilFailed("DependencyNotReady")
    try await elsewhere.kustomize()
    try await dependant.waitUntilReady()
  }

  @Test("K-07-01 K-07-08 dependencies of other shards count, and readyExpr comes on top of the usual check")
  func dependencies() async throws {
    let strict = try await StrictWorld.shared()
    let other = try await strict.project.kustomize(
      "other-shard", ["namePrefix": "other-", "path": "./nowhere"])
    try await other.waitUntilFailed("ArtifactFailed")
    let dependant = try await strict.kustomize(
      "additive", ["dependsOn": [["name": "other-shard", "readyExpr": "dep.spec.prune == true"]]])
    let waiting = try await dependant.waitUntilFailed("DependencyNotReady")
    #expect(
      waiting.condition("Ready")?.message == "dependency '\(strict.project.namespace)/other-shard' is not ready")
    try await other.patch(["spec": ["path": "./"]])
    try await dependant.waitUntilReady()
  }

  @Test("K-12-27 what was applied is logged, by object or grouped by action")
  func changeLog() async throws {
    let strict = try await StrictWorld.shared()
    try await strict.kustomize("logged").waitUntilReady()
    let subject = "ConfigMap/\(strict.project.namespace)/logged-a"
    func line(_ log: String) -> String? {
      log.split(separator: "\n").map(String.init).last {
        $0.contains("server-side apply completed") && $0.contains(subject)
      }
    }
    let grouped = try #require(line(strict.controller.log))
    #expect(try JSONValue(parsing: grouped)["created"] == [.string(subject)])

    let project = try await strict.world.project("logged", ["a.yaml": Manifest.configMap("plain")])
    try await project.kustomize().waitUntilReady()
    let plain = "ConfigMap/\(project.namespace)/plain"
    let single = try #require(
      strict.world.controller.log.split(separator: "\n").map(String.init).last {
        $0.contains("server-side apply completed") && $0.contains(plain)
      })
    #expect(try JSONValue(parsing: single)["output"]?[plain] == "created")
  }
}

/// Other clusters. This one stands in for them.
@Suite struct RemoteClusterTests {
  private func kubeconfig(_ strict: StrictWorld) throws -> String {
    String(decoding: try #require(Files.read(strict.world.cluster.controlPlane.kubeconfigPath)), as: UTF8.self)
  }

  @Test("K-02-17 K-17-03 K-17-11 a kubeconfig in a Secret is found under the key given, value, or value.yaml")
  func kubeconfigs() async throws {
    let strict = try await StrictWorld.shared()
    let (project, text) = (strict.project, try kubeconfig(strict))
    try await strict.world.cluster.createSecret("first", in: project.namespace, ["value": text, "value.yaml": "{}"])
    try await strict.world.cluster.createSecret("second", in: project.namespace, ["value.yaml": text])
    try await strict.world.cluster.createSecret("third", in: project.namespace, ["mine": text, "value": "{}"])
    let references: [(String, JSONValue)] = [
      ("first", ["name": "first"]), ("second", ["name": "second"]), ("third", ["name": "third", "key": "mine"]),
    ]
    for (name, reference) in references {
      let app = try await project.kustomize(
        name, ["namePrefix": .string("\(name)-"), "kubeConfig": ["secretRef": reference]])
      let object = try await app.waitUntilReady()
      #expect(object.inventoryIDs == [Kustomization.inventoryID(configMap: "\(name)-a", in: project.namespace)])
      let applied = try #require(try await project.find(.configMap, "\(name)-a"))
      #expect(applied.label("kustomize.toolkit.fluxcd.io/name") == name)
    }
    let missing = try await project.kustomize("fourth", ["kubeConfig": ["secretRef": ["name": "second", "key": "no"]]])
    let failed = try await missing.waitUntilFailed("ReconciliationFailed")
    #expect(failed.condition("Ready")?.message.contains("has no key 'no'") == true)
  }

  @Test("K-02-18 K-17-07 K-17-08 K-17-09 K-17-10 a ConfigMap and a service account open a cluster without a Secret")
  func describedCluster() async throws {
    let strict = try await StrictWorld.shared()
    let (project, client) = (strict.project, strict.world.client)
    let account = ObjectKey(namespace: project.namespace, name: "remote")
    _ = try await client.create(.serviceAccount, DynamicObject(.serviceAccount, account))
    try await strict.world.cluster.controlPlane.apply(
      """
      apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: remote, namespace: \(project.namespace)}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
      subjects: [{kind: ServiceAccount, name: remote, namespace: \(project.namespace)}]
      """)
    let configuration = try ClientConfiguration.kubeconfig(
      path: strict.world.cluster.controlPlane.kubeconfigPath)
    var map = DynamicObject(.configMap, ObjectKey(namespace: project.namespace, name: "cluster"))
    map.json["data"] = [
      "provider": "generic", "address": .string(configuration.server.authority),
      "ca.crt": .string(String(decoding: configuration.tls.caPEM ?? [], as: UTF8.self)),
      "audiences": "https://kubernetes.default.svc\n", "serviceAccountName": "remote",
    ]
    _ = try await client.create(.configMap, map)
    let reference: JSONValue = ["configMapRef": ["name": "cluster"]]
    for name in ["described", "again"] {
      let app = try await strict.kustomize(name, ["kubeConfig": reference])
      try await app.waitUntilReady()
      #expect(try await project.find(.configMap, "\(name)-a") != nil)
    }
    func lookUps(_ event: String, _ name: String) async throws -> Double? {
      try await strict.controller.metric(
        "gotk_token_cache_events_total", port: strict.controller.port(0),
        labels: ["event_type": event, "operation": "fetch_kubeconfig", "name": name])
    }
    #expect(try await lookUps("cache_miss", "described") == 1)
    #expect(try await lookUps("cache_hit", "again") ?? 0 >= 1, "the token of the first one serves the second")

    let ungated = try await project.kustomize("ungated", ["kubeConfig": reference])
    let failed = try await ungated.waitUntilFailed("FeatureGateDisabled")
    #expect(failed.condition("Stalled")?.status == .true)
    try await client.patch(.configMap, map.key, .merge(["data": ["provider": "aws"]]))
    let cloud = try await strict.kustomize("cloud", ["kubeConfig": reference])
    let refused = try await cloud.waitUntilFailed("ReconciliationFailed")
    #expect(refused.condition("Ready")?.message.contains("the provider 'aws' is not supported here") == true)
  }
}
