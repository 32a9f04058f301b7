import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// Definitions of others must cost a helm-controller nothing: the same releases without them and with them.
enum ForeignDefinitions {
  static func run(_ site: Site) async throws -> [Figure] {
    let count = setting("HELM_DEFINITIONS", default: 300)
    let (before, _) = try await released(site, definitions: 0)
    let (after, memory) = try await released(site, definitions: count)
    let growth = Int64(clamping: after) - Int64(clamping: before)
    return [
      Figure(
        what: "\(count) CRDs of others and 60 HelmReleases, against the same without CRDs",
        mustReach: "anonymous memory grows by <= 2 MiB",
        measured: "\(mebibytes(growth)) (\(mebibytes(before)) without); \(memory)")
    ]
  }

  /// Installs and upgrades; returns what is held afterwards.
  private static func released(_ site: Site, definitions count: Int) async throws -> (UInt64, String) {
    try await HelmSite.run(site, deployments: false) { helm in
      try await helm.each(0..<count) { number in
        _ = try await helm.client.create(.customResourceDefinition, ForeignObjects.definition(number))
      }
      try await helm.offer("settings", ["a.yaml": Manifests.configMap("{{ .Release.Name }}", "1")])
      try await helm.each(0..<60) { try await helm.release("app-\($0)", chart: "settings") }
      try await helm.all(60, within: .seconds(300))
      try await helm.offer("settings", version: "1.1.0", ["a.yaml": Manifests.configMap("{{ .Release.Name }}", "2")])
      try await helm.all(60, within: .seconds(300)) {
        World.isReady($0) && $0.json[path: "status", "history"]?[0]?["chartVersion"] == "1.1.0"
      }
      try await Task.sleep(for: .seconds(5))
      return (helm.controller.anonymous, helm.controller.memory)
    }
  }
}
