import Digests
import GitOpsAPI
import Helm
import JSON
import OperatorKit
import Testing

@testable import HelmController

/// Objects of the tests.
enum Sample {
  static func object(_ spec: JSONObject = [:], name: String = "shop", namespace: String = "apps") throws -> HelmRelease
  {
    var fields: JSONObject = [
      "interval": "10m",
      "chart": ["spec": ["chart": "shop", "sourceRef": ["kind": "HelmRepository", "name": "charts"]]],
    ]
    for (field, value) in spec { fields[field] = value == .null ? nil : value }
    let json: JSONValue = [
      "apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease",
      "metadata": ["name": .string(name), "namespace": .string(namespace), "generation": 1], "spec": .object(fields),
    ]
    return try DynamicObject(json).decode()
  }

  static func release(
    version: Int = 1, status: ReleaseStatus = .deployed, chart: String = "shop", chartVersion: String = "1.0.0",
    config: JSONObject = [:], manifest: String = "---\n# Source: shop/templates/a.yaml\nkind: ConfigMap\n",
    hooks: [RecordedHook] = []
  ) -> Release {
    var release = Release(
      name: "shop", namespace: "apps", version: version, info: .init(status: status, description: "Install complete"),
      chart: ["metadata": ["name": .string(chart), "version": .string(chartVersion), "apiVersion": "v2"]],
      config: config, manifest: manifest, hooks: hooks, applyMethod: .serverSide)
    release.info.firstDeployed = ReleaseTime(text: "2026-11-24T10:00:00.5Z")
    release.info.lastDeployed = ReleaseTime(text: "2026-11-24T10:00:00.5Z")
    return release
  }

  static func snapshot(_ release: Release = release(), tests: [String: String]? = nil) -> ReleaseSnapshot {
    var snapshot = ReleaseSnapshot(release, action: .install, ociDigest: nil, .sha256)
    snapshot.testHooks = tests?.mapValues { phase in
      var status = TestHookStatus()
      status.phase = phase
      return status
    }
    return snapshot
  }

  static func facts(_ last: Release?, _ object: HelmRelease, history: [ReleaseSnapshot]) -> ReleaseFacts {
    var status = object.status
    status.history = history
    return ReleaseFacts(
      last: last, object: object, status: status, chartName: "shop", chartVersion: "1.0.0",
      values: ReleaseValues([:], .sha256))
  }

  static func choice(
    _ object: HelmRelease, _ change: (inout HelmRelease.Status) -> Void = { _ in }, forces: Bool = false,
    retriesByDefault: Bool = false, canResume: Bool = false, target: ActionChoice.RollbackTarget = .verified
  ) -> ActionChoice {
    var status = object.status
    change(&status)
    return ActionChoice(
      object: object, status: status, forces: forces, retriesByDefault: retriesByDefault, canResume: canResume,
      rollbackTarget: target)
  }
}

/// Notes a failure of a test, where it ends.
func fail(_ text: Testing.Comment, at location: SourceLocation = #_sourceLocation) {
  Issue.record(text, sourceLocation: location)
}
