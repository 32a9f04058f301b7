import Helm
import OperatorKit
import Synchronization

/// What templates may ask of a cluster: its version, and the kinds that it serves. Asked for seldom, because it takes
/// a request for each group of kinds.
final class ClusterCapabilities: Sendable {
  private struct Entry {
    let capabilities: Capabilities
    let until: ContinuousClock.Instant
  }

  private static let lifetime = Duration.seconds(300)
  private let entries = Mutex<[String: Entry]>([:])

  /// Throws `KubernetesError`, `HelmError`.
  func of(_ client: KubernetesClient) async throws -> Capabilities {
    let server = "\(client.configuration.server)"
    if let known = entries.withLock({ $0[server] }), .now < known.until { return known.capabilities }
    var versions: [String] = []
    for groupVersion in try await client.servedGroupVersions() {
      versions.append("\(groupVersion)")
      // A group whose server is away is as good as not there.
      guard let resources = try? await client.servedResources(of: groupVersion) else { continue }
      versions += resources.map { "\(groupVersion)/\($0.kind)" }
    }
    let capabilities = Capabilities(
      kubeVersion: try Capabilities.KubeVersion(try await client.serverVersion()), apiVersions: versions)
    entries.withLock { $0[server] = Entry(capabilities: capabilities, until: .now + ClusterCapabilities.lifetime) }
    return capabilities
  }

  /// The kinds have changed.
  func forget(_ client: KubernetesClient) { entries.withLock { $0["\(client.configuration.server)"] = nil } }
}
