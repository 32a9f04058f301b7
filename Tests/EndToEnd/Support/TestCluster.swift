import HTTP
import JSON
import OperatorKit
import OperatorKitTesting

/// The control plane that all end-to-end tests share, with our custom resource definitions.
struct TestCluster: Sendable {
  let controlPlane: ControlPlane
  let client: KubernetesClient

  static func shared() async throws -> TestCluster { try await start.value }

  private static let start = Task {
    try await prepare(ControlPlane.shared())
  }

  /// Puts our definitions on a control plane.
  static func prepare(_ controlPlane: ControlPlane) async throws -> TestCluster {
    var configuration = try ClientConfiguration.kubeconfig(path: controlPlane.kubeconfigPath)
    configuration.rateLimit = nil
    let folder = try repositoryFolder()
    // Older API servers do not know validation rules; without the check they pass them over.
    try await controlPlane.kubectl("apply", "--validate=false", "-f", "\(folder)/config/crd/bases")
    try await controlPlane.kubectl(
      "wait", "--for=condition=Established", "--timeout=60s", "-f", "\(folder)/config/crd/bases")
    return TestCluster(controlPlane: controlPlane, client: KubernetesClient(configuration))
  }

  /// Where this package's sources are.
  static func repositoryFolder() throws -> String {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(4).joined(separator: "/")
  }

  /// Makes a namespace for one test; names differ between runs on a cluster that lives on.
  func namespace(_ purpose: String) async throws -> String {
    let name = "\(purpose)-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    _ = try await client.create(.namespace, DynamicObject(.namespace, ObjectKey(namespace: "", name: name)))
    return name
  }

  func createSecret(_ name: String, in namespace: String, _ values: [String: String]) async throws {
    var secret = DynamicObject(.secret, ObjectKey(namespace: namespace, name: name))
    secret.json["stringData"] = JSONValue(values)
    _ = try await client.create(.secret, secret)
  }

  /// The events about an object, oldest first.
  func events(about name: String, in namespace: String) async throws -> [ClusterEventSummary] {
    var found: [ClusterEventSummary] = []
    _ = try await client.list(.event, namespace: namespace) { event in
      guard event.json[path: "involvedObject", "name"]?.stringValue == name else { return }
      found.append(ClusterEventSummary(event))
    }
    return found
  }
}

/// What tests look at in an event of the cluster.
struct ClusterEventSummary: Hashable, Sendable {
  let type: String
  let reason: String
  let message: String
  let annotations: [String: String]
  let count: Int

  init(_ event: DynamicObject) {
    type = event.json["type"]?.stringValue ?? ""
    reason = event.json["reason"]?.stringValue ?? ""
    message = event.json["message"]?.stringValue ?? ""
    annotations = event.annotations
    count = event.json["count"]?.intValue ?? 1
  }
}
