import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization
import Testing

/// A namespace of a test's own, an owner in it, and a count of the requests that changed or tried to change anything.
struct ApplyCluster: Sendable {
  let client: KubernetesClient
  let namespace: String
  let owner: OwnerLabels
  let log: RequestLog

  static let prefix = "apply.example.org"

  static func make() async throws -> ApplyCluster {
    let cluster = try await ControlPlane.shared()
    let log = RequestLog()
    let client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath)) { _, method, _ in log.note(method) }
    let name = "apply-\(UInt32.random(in: 0...UInt32.max))"
    _ = try await client.create(.namespace, DynamicObject(.namespace, ObjectKey(namespace: "", name: name)))
    return ApplyCluster(
      client: client, namespace: name, owner: OwnerLabels(["\(prefix)/name": "owner", "\(prefix)/namespace": name]),
      log: log)
  }

  func remove() async {
    try? await client.delete(.namespace, ObjectKey(namespace: "", name: namespace))
  }

  var options: ApplyOptions { ApplyOptions(fieldManager: "ours", markers: ControlMarkers(prefix: Self.prefix)) }

  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: namespace, name: name) }

  func configMap(_ name: String, _ data: [String: String] = ["k": "v"]) -> DynamicObject {
    var object = DynamicObject(.configMap, key(name))
    object.json["data"] = JSONValue(data)
    return object
  }

  func set(_ objects: [DynamicObject]) throws -> ApplySet {
    var set = ApplySet(owner: owner)
    for object in objects { try set.add(object, origin: ObjectOrigin(file: "\(object.name).yaml", line: 1)) }
    return set
  }

  func apply(
    _ objects: [DynamicObject], _ cache: ApplyCache.Scope? = nil, change: (inout ApplyOptions) -> Void = { _ in }
  ) async throws -> ApplyResult {
    var options = options
    change(&options)
    return try await Applier(client: client, options: options).apply(try set(objects), cache: cache)
  }

  func pruner(_ guarded: DeletionGuard = .none) -> Pruner {
    Pruner(client: client, owner: owner, markers: ControlMarkers(prefix: Self.prefix), guarded: guarded)
  }

  func version(_ name: String) async throws -> String? {
    try await client.get(.configMap, key(name)).resourceVersion
  }
}

/// Counts requests by method.
final class RequestLog: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func note(_ method: String) { counts.withLock { $0[method, default: 0] += 1 } }
  func count(_ method: String) -> Int { counts.withLock { $0[method] ?? 0 } }
}

extension ChangeSet {
  var actions: [ChangeAction] { entries.map(\.action) }
}
