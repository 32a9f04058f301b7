import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// One helm-controller, charts that are offered as the source-controller would, and a receiver of events, shared by the
/// tests of HelmReleases.
final class HelmWorld: Sendable {
  let cluster: TestCluster
  let charts: ChartServer
  let events: EventReceiver
  let controller: RunningController

  var client: KubernetesClient { cluster.client }

  static func shared() async throws -> HelmWorld { try await start.value }

  private static let start = Task {
    async let cluster = TestCluster.shared()
    async let charts = ChartServer.start()
    async let events = EventReceiver.start()
    return try await HelmWorld(cluster, charts, events)
  }

  private init(_ cluster: TestCluster, _ charts: ChartServer, _ events: EventReceiver) async throws {
    self.cluster = cluster
    self.charts = charts
    self.events = events
    controller = try HelmWorld.controller(
      cluster, arguments: ["--watch-label-selector=!\(SourceWorld.shardLabel)", "--events-addr=\(events.url)"])
  }

  /// Starts a helm-controller. Ports: metrics, health.
  static func controller(
    _ cluster: TestCluster, kubeconfig: String? = nil, arguments: [String] = []
  ) throws -> RunningController {
    var environment: [String: String] = [:]
    environment["KUBECONFIG"] = kubeconfig
    return try RunningController.start("helm-controller", cluster, environment: environment, ports: 2) { ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--concurrent=4",
        "--min-retry-delay=100ms", "--max-retry-delay=1s", "--requeue-dependency=1s",
      ] + arguments
    }
  }

  /// A namespace with a chart in it.
  func project(_ purpose: String, _ chart: TestChart) async throws -> HelmProject {
    let project = HelmProject(world: self, namespace: try await cluster.namespace(purpose))
    try await project.offer(chart)
    return project
  }
}

/// What a test of HelmReleases works with.
struct HelmProject: Sendable {
  let world: HelmWorld
  let namespace: String

  var client: KubernetesClient { world.client }

  func object(_ name: String = "app") -> WatchedObject {
    WatchedObject(client: client, type: HelmRelease.resourceType, key: ObjectKey(namespace: namespace, name: name))
  }

  /// Offers a chart as a HelmChart of its name, or another version of one that is offered.
  func offer(_ chart: TestChart) async throws {
    let key = ObjectKey(namespace: namespace, name: chart.name)
    if try await client.find(HelmChart.resourceType, key) == nil {
      var object = DynamicObject(HelmChart.resourceType, key)
      // The source-controller of other tests leaves shards alone.
      object.setLabel(SourceWorld.shardLabel, "offered")
      object.json["spec"] = [
        "chart": .string(chart.name), "interval": "1h", "sourceRef": ["kind": "HelmRepository", "name": "charts"],
      ]
      _ = try await client.create(HelmChart.resourceType, object)
    }
    try await publish(chart, as: chart.name)
  }

  /// Gives a HelmChart that is there an artifact, as a source-controller would.
  func publish(_ chart: TestChart, as name: String) async throws {
    try await publish(world.charts.artifact(chart), as: name)
  }

  func publish(_ artifact: JSONValue, as name: String) async throws {
    let key = ObjectKey(namespace: namespace, name: name)
    let live = try await client.get(HelmChart.resourceType, key)
    let status: JSONValue = [
      "observedGeneration": live.generation.map { JSONValue(Int($0)) } ?? 1,
      "artifact": artifact,
      "conditions": [
        [
          "type": "Ready", "status": "True", "reason": "ChartPullSucceeded", "message": "pulled",
          "lastTransitionTime": .string("\(Timestamp.now())"),
        ]
      ],
    ]
    try await client.patch(HelmChart.resourceType, key, .merge(["status": status]), subresource: "status")
  }

  /// Creates a HelmRelease of a chart. `more` adds fields and, with null, takes some away.
  @discardableResult
  func release(_ name: String = "app", chart: String = "shop", _ more: JSONObject = [:]) async throws -> WatchedObject {
    var spec: JSONObject = [
      "interval": "1h", "timeout": "5m", "chartRef": ["kind": "HelmChart", "name": .string(chart)],
    ]
    for (field, value) in more { spec[field] = value == .null ? nil : value }
    let object = object(name)
    try await object.create(spec: .object(spec))
    return object
  }

  func find(_ type: ResourceType, _ name: String) async throws -> DynamicObject? {
    try await client.find(type, ObjectKey(namespace: namespace, name: name))
  }

  func events(_ name: String = "app") async throws -> [ClusterEventSummary] {
    try await world.cluster.events(about: name, in: namespace)
  }

  /// The release records of a release, oldest first: name, status and number.
  func records(_ release: String = "app") async throws -> [String] {
    var found: [(Int, String)] = []
    let selector = LabelSelector(matching: ["name": release, "owner": "helm"])
    try await client.list(.secret, namespace: namespace, options: ListOptions(labelSelector: selector)) { secret in
      let version = secret.label("version").flatMap { Int($0) } ?? 0
      found.append((version, "v\(version) \(secret.label("status") ?? "")"))
    }
    return found.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Runs the real helm against the cluster.
  @discardableResult
  func helm(_ arguments: String...) async throws -> String {
    let helm = try await Oracles.shared().helm
    var configuration = ProcessConfiguration(helm, arguments + ["--namespace", namespace])
    configuration.environment["KUBECONFIG"] = world.cluster.controlPlane.kubeconfigPath
    return try await ChildProcess.run(configuration, timeout: .patience).text
  }
}

/// Templates of the tests.
enum Template {
  static func configMap(_ name: String, _ value: String = "1") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  k: \"\(value)\"\n"
  }

  /// A ConfigMap that holds the values as JSON.
  static func values(_ name: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {k: {{ .Values | toJson | printf \"%q\" }}}\n"
  }

  /// A Job that ends at once, as a hook.
  static func hook(_ name: String, _ events: String, policy: String? = nil, weight: Int = 0) -> String {
    var text = """
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: \(name)
        annotations:
          helm.sh/hook: \(events)
          helm.sh/hook-weight: "\(weight)"

      """
    if let policy { text += "    helm.sh/hook-delete-policy: \(policy)\n" }
    return text + """
      spec:
        backoffLimit: 0
        template:
          spec:
            restartPolicy: Never
            containers:
              - name: main
                image: registry.local/\(name):1

      """
  }
}

extension DynamicObject {
  /// The snapshots in the history: number and status, newest first.
  var history: [String] {
    (json[path: "status", "history"]?.arrayValue ?? []).map {
      "v\($0["version"]?.intValue ?? 0) \($0["status"]?.stringValue ?? "")"
    }
  }
}
