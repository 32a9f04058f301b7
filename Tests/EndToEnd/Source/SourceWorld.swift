import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// One source-controller, one Git server and one receiver of events, shared by the tests of sources.
///
/// The controller leaves alone what has a shard's label, so that tests with controllers of their own use that.
final class SourceWorld: Sendable {
  let cluster: TestCluster
  let git: GitHTTPServer
  let events: EventReceiver
  let controller: RunningController

  static let shardLabel = "sharding.fluxcd.io/key"

  static func shared() async throws -> SourceWorld { try await start.value }

  private static let start = Task {
    async let cluster = TestCluster.shared()
    async let git = GitHTTPServer.start()
    async let events = EventReceiver.start()
    return try await SourceWorld(cluster, git, events)
  }

  private init(_ cluster: TestCluster, _ git: GitHTTPServer, _ events: EventReceiver) async throws {
    self.cluster = cluster
    self.git = git
    self.events = events
    let address = events.url
    controller = try SourceWorld.controller(
      cluster, arguments: ["--watch-label-selector=!\(SourceWorld.shardLabel)", "--events-addr=\(address)"])
  }

  /// Starts a source-controller. Ports: storage, metrics, health.
  static func controller(
    _ cluster: TestCluster, environment: [String: String] = [:], directory: TemporaryDirectory? = nil,
    arguments: [String] = []
  ) throws -> RunningController {
    try RunningController.start("source-controller", cluster, environment: environment, directory: directory) {
      ports, directory in
      [
        "--storage-path=\(directory)/data", "--storage-addr=127.0.0.1:\(ports[0])",
        "--metrics-addr=127.0.0.1:\(ports[1])", "--health-addr=127.0.0.1:\(ports[2])", "--min-retry-delay=100ms",
        "--max-retry-delay=1s",
      ] + arguments
    }
  }

  var storage: String { "\(controller.directory.path)/data" }

  /// A namespace with a Secret `git`, which opens the Git server.
  func namespace(_ purpose: String) async throws -> String {
    let name = try await cluster.namespace(purpose)
    try await cluster.createSecret(
      "git", in: name, ["username": git.username, "password": git.password, "ca.crt": git.authorityPEM])
    return name
  }

  func object(_ name: String = "repo", in namespace: String) -> WatchedObject {
    WatchedObject(
      client: cluster.client, type: GitRepository.resourceType, key: ObjectKey(namespace: namespace, name: name))
  }

  /// The spec of a GitRepository that is fetched with the Secret `git`.
  static func spec(_ url: String, interval: String = "1h", _ more: JSONObject = [:]) -> JSONValue {
    var spec: JSONObject = [
      "url": .string(url), "interval": .string(interval), "timeout": "20s", "secretRef": ["name": "git"],
      "ref": ["branch": "main"],
    ]
    for (name, value) in more { spec[name] = value == .null ? nil : value }
    return .object(spec)
  }

  /// The stored files of an object.
  func files(of object: WatchedObject) -> [String] { Files.names(in: folder(of: object)) }

  func folder(of object: WatchedObject) -> String {
    "\(storage)/gitrepository/\(object.key.namespace)/\(object.key.name)"
  }

  /// The number of runs that have ended for an object, from the metrics.
  func runs(of object: WatchedObject) async throws -> Int {
    let count = try await controller.metric(
      "gotk_reconcile_duration_seconds_count", port: controller.port(1),
      labels: ["kind": "GitRepository", "name": object.key.name, "namespace": object.key.namespace])
    return Int(count ?? 0)
  }

  /// The requests that the Git server answered for one repository.
  func requests(_ repository: GitTestRepository) -> [GitServerRequest] {
    git.requests().filter { $0.path.hasPrefix("/\(repository.name).git/") }
  }
}

extension DynamicObject {
  var artifactURL: String { json[path: "status", "artifact", "url"]?.stringValue ?? "" }
  var artifactRevision: String { json[path: "status", "artifact", "revision"]?.stringValue ?? "" }
  var artifactDigest: String { json[path: "status", "artifact", "digest"]?.stringValue ?? "" }
  var artifactPath: String { json[path: "status", "artifact", "path"]?.stringValue ?? "" }
}
