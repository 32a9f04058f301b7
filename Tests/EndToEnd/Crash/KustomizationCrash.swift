import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// A Kustomization's life under a process that is killed: objects of two kinds, a second revision that changes one and
/// drops two, deletion.
struct KustomizationCrash: Sendable {
  /// What is left after a step.
  struct Scene: Sendable, Equatable {
    var applied = ""
    var attempted = ""
    var conditions: [ConditionScene] = []
    var finalizers: [String] = []
    var inventory: [String] = []
    /// The data of the ConfigMaps in the namespace, by name.
    var configMaps: [String: JSONValue] = [:]
    var serviceAccounts: [String] = []
  }

  typealias World = CrashWorld<Scene>

  let source: SourceWorld
  let repository: GitTestRepository
  let proxy: FaultProxy

  init() async throws {
    source = try await SourceWorld.shared()
    proxy = try await FaultProxy.start(inFrontOf: source.cluster.controlPlane)
    let name = "crash-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    repository = try await source.git.createRepository(name)
    var files = ["account.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: worker\n"]
    for number in 0..<6 { files["\(number).yaml"] = Manifest.configMap("map-\(number)") }
    let first = try await repository.commit(files: files)
    try await repository.setBranch("first", to: first)
    let second = try await repository.commit(
      files: ["1.yaml": Manifest.configMap("map-1", ["k": "2"])], removing: ["0.yaml", "account.yaml"])
    try await repository.setBranch("second", to: second)
  }

  var harness: CrashHarness<World, [Scene]> {
    CrashHarness(setUp: setUp, process: process, converge: converge, endState: { $0.scenes })
  }

  private func setUp() async throws -> World {
    let namespace = try await source.namespace("crash")
    let repo = source.object(in: namespace)
    try await repo.create(spec: SourceWorld.spec(repository.url, ["ref": ["branch": "first"]]))
    try await repo.waitUntilReady()
    return try World(namespace: namespace)
  }

  private func process(_ world: World) throws -> ProcessConfiguration {
    try RunningController.configuration(
      "kustomize-controller", kubeconfig: proxy.kubeconfigPath, world.directory,
      [
        "--metrics-addr=127.0.0.1:\(world.ports[0].port)", "--health-addr=127.0.0.1:\(world.ports[1].port)",
        "--min-retry-delay=50ms", "--max-retry-delay=500ms", "--requeue-dependency=200ms", world.selector,
      ])
  }

  private func object(_ world: World) -> WatchedObject {
    WatchedObject(
      client: source.cluster.client, type: Kustomization.resourceType,
      key: ObjectKey(namespace: world.namespace, name: "app"))
  }

  private func converge(_ world: World) async throws {
    let object = object(world)
    try await world.step(0) {
      let spec: JSONObject = [
        "interval": "1h", "retryInterval": "500ms", "prune": true, "wait": true, "path": "./", "timeout": "30s",
        "targetNamespace": .string(world.namespace), "sourceRef": ["kind": "GitRepository", "name": "repo"],
      ]
      try await object.create(spec: .object(spec), labels: world.labels)
    } _: {
      try await settled(object, world, on: "first")
    }
    try await world.step(1) {
      let repo = source.object(in: world.namespace)
      try await repo.patch(["spec": ["ref": ["branch": "second"]]])
    } _: {
      try await settled(object, world, on: "second")
    }
    try await world.step(2) {
      try await source.cluster.client.delete(object.type, object.key)
    } _: {
      try await object.waitUntilGone()
      return try await scene(world)
    }
  }

  private func settled(_ object: WatchedObject, _ world: World, on branch: String) async throws -> Scene {
    let ready = try await object.wait("\(branch) to be applied") {
      $0.lastAppliedRevision.hasPrefix("\(branch)@") && $0.condition("Ready")?.status == .true && $0.isCurrent
        && $0.condition("Reconciling") == nil
    }
    var scene = try await scene(world)
    scene.applied = ready.lastAppliedRevision
    scene.attempted = ready.json[path: "status", "lastAttemptedRevision"]?.stringValue ?? ""
    scene.conditions = ConditionScene.all(of: ready)
    scene.finalizers = (ready.json[path: "metadata", "finalizers"]?.arrayValue ?? []).compactMap(\.stringValue)
    scene.inventory = ready.inventoryIDs.map { $0.replacing(world.namespace, with: "NS") }.sorted()
    return scene
  }

  /// The objects in the namespace, without those that each namespace has.
  private func scene(_ world: World) async throws -> Scene {
    var scene = Scene()
    _ = try await source.cluster.client.list(.configMap, namespace: world.namespace) { map in
      if map.name != "kube-root-ca.crt" { scene.configMaps[map.name] = map.json["data"] ?? .null }
    }
    _ = try await source.cluster.client.list(.serviceAccount, namespace: world.namespace) { account in
      if account.name != "default" { scene.serviceAccounts.append(account.name) }
    }
    return scene
  }
}
