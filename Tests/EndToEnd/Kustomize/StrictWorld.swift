import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// A second kustomize-controller with other settings: it sees one namespace and one shard only, refuses references to
/// other namespaces, and has the gates open that the first one has closed.
final class StrictWorld: Sendable {
  let world: KustomizeWorld
  let controller: RunningController
  let project: Project

  private static let label = "\(SourceWorld.shardLabel)=strict"

  static func shared() async throws -> StrictWorld { try await start.value }

  private static let start = Task { try await StrictWorld(KustomizeWorld.shared()) }

  private init(_ world: KustomizeWorld) async throws {
    self.world = world
    let project = try await world.project("strict", ["a.yaml": Manifest.configMap("a")])
    self.project = project
    let gates = [
      "AdditiveCELDependencyCheck", "GroupChangeLog", "ObjectLevelWorkloadIdentity", "DirectSourceFetch",
      "DisableConfigWatchers",
    ]
    controller = try RunningController.start(
      "kustomize-controller", world.cluster, environment: ["RUNTIME_NAMESPACE": project.namespace], ports: 2
    ) { ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--requeue-dependency=1s",
        "--watch-label-selector=\(StrictWorld.label)", "--watch-all-namespaces=false", "--no-cross-namespace-refs",
        "--min-retry-delay=100ms", "--max-retry-delay=1s",
        "--feature-gates=\(gates.map { "\($0)=true" }.joined(separator: ","))",
      ]
    }
  }

  /// Creates a Kustomization that this controller looks after.
  func kustomize(_ name: String, _ more: JSONObject = [:], namespace: String? = nil) async throws -> WatchedObject {
    let object = WatchedObject(
      client: world.client, type: Kustomization.resourceType,
      key: ObjectKey(namespace: namespace ?? project.namespace, name: name))
    var json = DynamicObject(object.type, object.key)
    json.setLabel(SourceWorld.shardLabel, "strict")
    var spec: JSONObject = [
      "interval": "1h", "retryInterval": "1s", "prune": true, "path": "./", "namePrefix": .string("\(name)-"),
      "targetNamespace": .string(project.namespace), "sourceRef": ["kind": "GitRepository", "name": "repo"],
    ]
    for (field, value) in more { spec[field] = value == .null ? nil : value }
    json.json["spec"] = .object(spec)
    _ = try await world.client.create(object.type, json)
    return object
  }
}
