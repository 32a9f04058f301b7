import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting

/// The notification-controller of ``DeliveryWorld`` as the tests of Receivers see it. There is one for both: another one
/// would reconcile the same Receivers, at times of its own.
final class ReceiverWorld: Sendable {
  let cluster: TestCluster
  let controller: RunningController

  static func shared() async throws -> ReceiverWorld {
    let world = try await DeliveryWorld.shared()
    return ReceiverWorld(world.cluster, world.controller)
  }

  init(_ cluster: TestCluster, _ controller: RunningController) {
    self.cluster = cluster
    self.controller = controller
  }

  static let token = "s3cret-of-the-tests"

  /// A namespace with the Secret `token`, which Receivers' changes follow.
  func place(_ purpose: String, secret: String? = "token") async throws -> ReceiverPlace {
    let place = ReceiverPlace(world: self, namespace: try await cluster.namespace(purpose))
    if let secret { try await place.createSecret(secret) }
    return place
  }
}

/// A namespace of a test, with Receivers and what they reconcile.
struct ReceiverPlace: Sendable {
  let world: ReceiverWorld
  let namespace: String
  var client: KubernetesClient { world.cluster.client }

  func createSecret(_ name: String, token: String = ReceiverWorld.token) async throws {
    var secret = DynamicObject(.secret, ObjectKey(namespace: namespace, name: name))
    secret.json["stringData"] = ["token": .string(token)]
    secret.setLabel("reconcile.fluxcd.io/watch", "Enabled")
    _ = try await client.create(.secret, secret)
  }

  func receiver(_ name: String = "hook") -> WatchedObject {
    WatchedObject(client: client, type: Receiver.resourceType, key: ObjectKey(namespace: namespace, name: name))
  }

  func source(_ name: String) -> WatchedObject {
    WatchedObject(client: client, type: GitRepository.resourceType, key: ObjectKey(namespace: namespace, name: name))
  }

  /// A source that no controller looks after.
  @discardableResult
  func createSource(_ name: String, labels: [String: String] = [:]) async throws -> WatchedObject {
    let object = source(name)
    var labels = labels
    labels[SourceWorld.shardLabel] = namespace
    try await object.create(spec: ["url": "https://git.example/x", "interval": "1h"], labels: labels)
    return object
  }

  /// A Receiver of the type `generic`. `more` adds fields and, with null, takes some away.
  @discardableResult
  func createReceiver(_ name: String = "hook", _ more: JSONObject = [:]) async throws -> WatchedObject {
    var spec: JSONObject = [
      "type": "generic", "secretRef": ["name": "token"], "resources": [["kind": "GitRepository", "name": "shop"]],
    ]
    for (field, value) in more { spec[field] = value == .null ? nil : value }
    let object = receiver(name)
    try await object.create(spec: .object(spec))
    return object
  }

  /// Calls a path. The path may end with what makes it another one.
  func call(
    _ path: String, headers: HTTPHeaders = [:], _ body: String = "", method: HTTPMethod = .post,
    at controller: RunningController? = nil
  ) async throws -> Download {
    let port = (controller ?? world.controller).webhooksPort
    guard let url = RemoteURL("http://127.0.0.1:\(port)\(path)") else { throw BadAddress(text: path) }
    var request = HTTPRequest(method: method, url: url, headers: headers)
    if !body.isEmpty { request.body = .bytes(Array(body.utf8)) }
    request.options.proxy = .none
    request.options.totalTimeout = .seconds(60)
    let response = try await HTTPClient.shared.send(request)
    return Download(
      status: response.status, headers: response.headers, body: try await response.body.collect(upTo: 1 << 20))
  }

  /// Calls a path that a Receiver's status tells. The controller itself may learn of it a moment after us.
  func hook(
    _ path: String, headers: HTTPHeaders = [:], _ body: String = "", method: HTTPMethod = .post,
    at controller: RunningController? = nil
  ) async throws -> Download {
    var answer = try await call(path, headers: headers, body, method: method, at: controller)
    try await eventually("\(path) to be known", within: .seconds(60)) {
      if answer.status == 404 { answer = try await call(path, headers: headers, body, method: method, at: controller) }
      return answer.status != 404
    }
    return answer
  }

  func events(_ name: String = "hook") async throws -> [ClusterEventSummary] {
    try await world.cluster.events(about: name, in: namespace)
  }
}

extension DynamicObject {
  var webhookPath: String { json[path: "status", "webhookPath"]?.stringValue ?? "" }
  var requestedAt: String? { annotation(WatchedObject.requestedAt) }
}
