import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// A second helm-controller with other settings, behind a proxy that knows what it asked for: it sees one shard only,
/// acts as a service account unless told otherwise, and has the gates open that the first one has closed.
final class HelmFlagWorld: Sendable {
  let world: HelmWorld
  let proxy: FaultProxy
  let controller: RunningController
  let project: HelmProject

  private static let shard = "helm-flags"

  static func shared() async throws -> HelmFlagWorld { try await start.value }

  private static let start = Task { try await HelmFlagWorld(HelmWorld.shared()) }

  private static let gates = [
    "UseHelm3Defaults", "AllowDNSLookups", "ExternalArtifact", "ObjectLevelWorkloadIdentity", "DisableConfigWatchers",
    "AdoptLegacyReleases", "CorrectDrift", "DetectDrift",
  ]

  private init(_ world: HelmWorld) async throws {
    self.world = world
    project = try await world.project("flags", TestChart(["a.yaml": Template.configMap("{{ .Release.Name }}")]))
    proxy = try await FaultProxy.start(inFrontOf: world.cluster.controlPlane)
    _ = try await world.client.create(
      .serviceAccount, DynamicObject(.serviceAccount, ObjectKey(namespace: project.namespace, name: "runner")))
    try await world.cluster.controlPlane.kubectl(
      "create", "clusterrolebinding", project.namespace, "--clusterrole=cluster-admin",
      "--serviceaccount=\(project.namespace):runner")
    let gates = HelmFlagWorld.gates.map { "\($0)=true" }.joined(separator: ",")
    controller = try RunningController.start(
      "helm-controller", world.cluster,
      environment: ["KUBECONFIG": proxy.kubeconfigPath, "RUNTIME_NAMESPACE": project.namespace], ports: 2
    ) { [events = world.events.url] ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--requeue-dependency=1s",
        "--min-retry-delay=100ms", "--max-retry-delay=1s", "--events-addr=\(events)", "--enable-leader-election",
        "--watch-label-selector=\(SourceWorld.shardLabel)=\(HelmFlagWorld.shard)", "--no-cross-namespace-refs",
        "--snapshot-digest-algo=sha512", "--override-manager=their-tool", "--default-service-account=runner",
        "--default-kubeconfig-service-account=runner", "--feature-gates=\(gates)",
      ]
    }
  }

  /// Creates a HelmRelease that this controller looks after.
  @discardableResult
  func release(
    _ name: String, chart: String = "shop", _ more: JSONObject = [:], namespace: String? = nil
  ) async throws -> WatchedObject {
    let object = WatchedObject(
      client: world.client, type: HelmRelease.resourceType,
      key: ObjectKey(namespace: namespace ?? project.namespace, name: name))
    var spec: JSONObject = [
      "interval": "1h", "timeout": "5m", "chartRef": ["kind": "HelmChart", "name": .string(chart)],
    ]
    for (field, value) in more { spec[field] = value == .null ? nil : value }
    try await object.create(spec: .object(spec), labels: [SourceWorld.shardLabel: HelmFlagWorld.shard])
    return object
  }

  /// What was asked for in a namespace, oldest first.
  func requests(in namespace: String) -> [ProxiedRequest] {
    proxy.requestLog().map(\.request).filter { $0.namespace == namespace }
  }
}
