import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// One kustomize-controller beside the source-controller of ``SourceWorld``, shared by the tests of Kustomizations.
final class KustomizeWorld: Sendable {
  let source: SourceWorld
  let controller: RunningController

  var cluster: TestCluster { source.cluster }
  var client: KubernetesClient { source.cluster.client }

  static func shared() async throws -> KustomizeWorld { try await start.value }

  private static let start = Task { try await KustomizeWorld(SourceWorld.shared()) }

  private init(_ source: SourceWorld) throws {
    self.source = source
    controller = try RunningController.start("kustomize-controller", source.cluster, ports: 2) { ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--concurrent=4",
        "--min-retry-delay=100ms", "--max-retry-delay=1s", "--requeue-dependency=1s",
        "--events-addr=\(source.events.url)", "--watch-label-selector=!\(SourceWorld.shardLabel)",
      ]
    }
  }

  /// A repository with files, its GitRepository, and a namespace for both.
  func project(_ purpose: String, _ files: [String: String]) async throws -> Project {
    let namespace = try await source.namespace(purpose)
    let repository = try await source.git.createRepository(namespace)
    let commit = try await repository.commit(files: files, message: "First")
    let project = Project(world: self, namespace: namespace, repository: repository, firstCommit: commit)
    try await project.sourceObject.create(spec: SourceWorld.spec(repository.url))
    try await project.sourceObject.waitUntilReady()
    return project
  }
}

/// What a test of Kustomizations works with.
struct Project: Sendable {
  let world: KustomizeWorld
  let namespace: String
  let repository: GitTestRepository
  let firstCommit: String

  var client: KubernetesClient { world.client }
  var sourceObject: WatchedObject { world.source.object("repo", in: namespace) }

  func object(_ name: String = "app") -> WatchedObject {
    WatchedObject(client: client, type: Kustomization.resourceType, key: ObjectKey(namespace: namespace, name: name))
  }

  /// Creates a Kustomization of the repository. `more` adds fields and, with null, takes some away.
  @discardableResult
  func kustomize(_ name: String = "app", path: String = "./", _ more: JSONObject = [:]) async throws -> WatchedObject {
    var spec: JSONObject = [
      "interval": "1h", "retryInterval": "1s", "prune": true, "path": .string(path),
      "targetNamespace": .string(namespace), "sourceRef": ["kind": "GitRepository", "name": "repo"],
    ]
    for (field, value) in more { spec[field] = value == .null ? nil : value }
    let object = object(name)
    try await object.create(spec: .object(spec))
    return object
  }

  /// Pushes a change and has the source look at once.
  @discardableResult
  func push(_ files: [String: String], removing: [String] = []) async throws -> String {
    let commit = try await repository.commit(files: files, removing: removing)
    try await sourceObject.reconcile()
    return commit
  }

  func find(_ type: ResourceType, _ name: String) async throws -> DynamicObject? {
    try await client.find(type, ObjectKey(namespace: namespace, name: name))
  }

  func events(_ name: String = "app") async throws -> [ClusterEventSummary] {
    try await world.cluster.events(about: name, in: namespace)
  }
}

/// Manifests of the tests.
enum Manifest {
  static func configMap(_ name: String, _ data: [String: String] = ["k": "1"]) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n"
      + data.sorted { $0.key < $1.key }.map { "  \($0.key): \"\($0.value)\"\n" }.joined()
  }

  /// A Deployment that becomes available, or one that no node will ever take.
  static func deployment(_ name: String, schedulable: Bool = true) -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: \(name)
    spec:
      replicas: 1
      selector:
        matchLabels: {app: \(name)}
      template:
        metadata:
          labels: {app: \(name)}
        spec:
          nodeSelector: \(schedulable ? "{}" : "{nowhere: to-be-found}")
          containers:
            - name: main
              image: registry.local/\(name):1

    """
  }
}

extension Kustomization {
  /// Names the inventory entry of a ConfigMap.
  static func inventoryID(configMap name: String, in namespace: String) -> String { "\(namespace)_\(name)__ConfigMap" }
}

extension DynamicObject {
  /// The ids in `status.inventory`.
  var inventoryIDs: [String] {
    (json[path: "status", "inventory", "entries"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
  }

  var lastAppliedRevision: String { json[path: "status", "lastAppliedRevision"]?.stringValue ?? "" }
}

extension KustomizeWorld {
  /// The number of runs that have ended for an object, from the metrics.
  func runs(of object: WatchedObject) async throws -> Int {
    let count = try await controller.metric(
      "gotk_reconcile_duration_seconds_count", port: controller.port(0),
      labels: ["kind": "Kustomization", "name": object.key.name, "namespace": object.key.namespace])
    return Int(count ?? 0)
  }
}

extension Project {
  @discardableResult
  func kustomize(_ more: JSONObject) async throws -> WatchedObject { try await kustomize("app", path: "./", more) }
}
