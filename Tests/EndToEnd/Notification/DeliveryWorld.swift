import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// One notification-controller, and what it delivers to, shared by the tests of Alerts, Providers and Receivers.
final class DeliveryWorld: Sendable {
  let cluster: TestCluster
  let mailbox: Mailbox
  let controller: RunningController

  static func shared() async throws -> DeliveryWorld { try await start.value }

  private static let start = Task {
    let cluster = try await TestCluster.shared()
    return DeliveryWorld(cluster, try await Mailbox.start(), try controller(cluster, seeing: nil))
  }

  init(_ cluster: TestCluster, _ mailbox: Mailbox, _ controller: RunningController) {
    self.cluster = cluster
    self.mailbox = mailbox
    self.controller = controller
  }

  /// Starts a notification-controller.
  ///
  /// - Parameter namespace: The only one it sees. Two that see the same objects would both reconcile them.
  static func controller(
    _ cluster: TestCluster, seeing namespace: String?, environment: [String: String] = [:], arguments: [String] = []
  ) throws -> RunningController {
    var environment = environment
    var arguments = arguments
    if let namespace {
      environment["RUNTIME_NAMESPACE"] = namespace
      arguments.append("--watch-all-namespaces=false")
    }
    return try RunningController.start(
      "notification-controller", cluster, environment: environment, ports: 4
    ) { ports, _ in
      [
        "--events-addr=127.0.0.1:\(ports[0])", "--receiverAddr=127.0.0.1:\(ports[1])",
        "--metrics-addr=127.0.0.1:\(ports[2])", "--health-addr=127.0.0.1:\(ports[3])", "--min-retry-delay=200ms",
        "--max-retry-delay=2s", "--log-level=debug",
      ] + arguments
    }
  }

  /// A namespace of a test.
  func place(_ purpose: String) async throws -> DeliveryPlace {
    DeliveryPlace(world: self, namespace: try await cluster.namespace(purpose))
  }
}

/// The ports of a notification-controller.
extension RunningController {
  var eventsPort: UInt16 { port(0) }
  var webhooksPort: UInt16 { port(1) }
  var metricsPort: UInt16 { port(2) }
  var healthPort: UInt16 { port(3) }
}

/// A namespace with Alerts and Providers, and events that are posted about its objects.
struct DeliveryPlace: Sendable {
  let world: DeliveryWorld
  let namespace: String
  var client: KubernetesClient { world.cluster.client }

  static let group = APIGroup.kustomize
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  static let finalizer: JSONValue = ["finalizers.fluxcd.io"]
  static let everything: JSONValue = [["kind": "Kustomization", "name": "*"]]

  func object(_ type: ResourceType, _ name: String) -> WatchedObject {
    WatchedObject(client: client, type: type, key: ObjectKey(namespace: namespace, name: name))
  }

  /// A Provider; by default one of the type `generic` whose letters come to the path of ``letters(_:)``.
  @discardableResult
  func provider(_ name: String = "hook", _ spec: JSONObject = [:]) async throws -> WatchedObject {
    var all: JSONObject = ["type": "generic", "address": .string("\(world.mailbox.url)\(path(name))")]
    for (field, value) in spec { all[field] = value }
    let object = object(Provider.resourceType, name)
    try await object.create(spec: .object(all))
    return object
  }

  @discardableResult
  func alert(_ name: String = "all", _ spec: JSONObject = [:]) async throws -> WatchedObject {
    var all: JSONObject = ["providerRef": ["name": "hook"], "eventSources": Self.everything]
    for (field, value) in spec { all[field] = value }
    let object = object(Alert.resourceType, name)
    try await object.create(spec: .object(all))
    return object
  }

  func path(_ provider: String) -> String { "/\(namespace)/\(provider)" }
  func letters(_ provider: String = "hook") -> [Mailbox.Letter] { world.mailbox.letters(path(provider)) }

  /// An event as a controller posts it.
  func event(
    _ message: String, name: String = "app", kind: String = "Kustomization", severity: JSONValue = "info",
    reason: JSONValue = "ReconciliationSucceeded", metadata: [String: String] = [:]
  ) -> JSONValue {
    let group = kind == "Kustomization" ? Self.group : APIGroup.source
    return [
      "involvedObject": [
        "apiVersion": .string("\(group)/v1"), "kind": .string(kind), "namespace": .string(namespace),
        "name": .string(name), "uid": "uid-1",
      ],
      "severity": severity, "timestamp": "2026-01-01T00:00:00Z", "message": .string(message), "reason": reason,
      "metadata": JSONValue(metadata), "reportingController": "kustomize-controller",
    ]
  }

  /// Posts an event; the answer.
  @discardableResult
  func post(_ event: JSONValue, to controller: RunningController? = nil) async throws -> HTTPResponse {
    let port = (controller ?? world.controller).eventsPort
    guard let url = RemoteURL("http://127.0.0.1:\(port)/") else { throw BadAddress(text: "\(port)") }
    var request = HTTPRequest(method: .post, url: url, body: .bytes(event.serialized()))
    request.options.proxy = .none
    request.options.totalTimeout = .seconds(60)
    let response = try await HTTPClient.shared.send(request)
    response.body.cancel()
    return response
  }

  /// Posts events, each a little different, until something holds: a new Alert takes a moment to be known.
  func posting(
    until what: String, _ make: (Int) -> JSONValue, _ holds: () async throws -> Bool
  ) async throws {
    var number = 0
    try await eventually(what, within: .seconds(120), every: .milliseconds(200)) {
      number += 1
      try await post(make(number))
      return try await holds()
    }
  }

  /// Waits until the controller knows the Alerts and Providers that were made, by a Provider of their kind.
  func settle() async throws {
    try await provider("settled")
    try await alert(
      "settled", ["providerRef": ["name": "settled"], "eventSources": [["kind": "Bucket", "name": "*"]]])
    try await posting(until: "the controller to know the Alerts", { self.event("settle \($0)a", kind: "Bucket") }) {
      !letters("settled").isEmpty
    }
  }

  /// Waits until what was posted so far has reached the Providers' lanes: events are matched one after the other.
  func waitUntilMatched() async throws {
    let marker = "matched \(UInt32.random(in: .min ... .max))x"
    try await post(event(marker, kind: "Bucket"))
    _ = try await delivery(marker, "settled")
  }

  /// Waits for a Warning about an Alert whose message holds a text.
  @discardableResult
  func warning(_ reason: String, about alert: String = "all", _ text: String) async throws -> ClusterEventSummary {
    var found: ClusterEventSummary?
    try await eventually("a warning \(reason) with '\(text)'", within: .seconds(90), every: .milliseconds(200)) {
      found = try await world.cluster.events(about: alert, in: namespace).first {
        $0.type == "Warning" && $0.reason == reason && $0.message.contains(text)
      }
      return found != nil
    }
    return try #require(found)
  }

  /// Waits for a message at a Provider.
  func delivery(_ message: String, _ provider: String = "hook") async throws -> Mailbox.Letter {
    var found: Mailbox.Letter?
    try await eventually("'\(message)' at \(provider)", within: .seconds(90)) {
      found = letters(provider).first { $0.message == message }
      return found != nil
    }
    return try #require(found)
  }
}

extension DynamicObject {
  /// `nil` when there are none.
  var finalizers: JSONValue? { json[path: "metadata", "finalizers"] }
}
