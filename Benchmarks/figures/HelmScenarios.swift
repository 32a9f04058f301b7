import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// What the helm-controller costs.
enum HelmScenarios {
  private static let fourKinds: [String: String] = [
    "deployment.yaml": named(Manifests.deployment(replicas: 0)),
    "account.yaml": named("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n"),
    "service.yaml": named(
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: {app: web}\n  ports:\n    - port: 80\n"
    ),
    "settings.yaml": named(Manifests.configMap("web", "1")),
  ]

  private static func named(_ manifest: String) -> String {
    manifest.replacing("  name: web\n", with: "  name: {{ .Release.Name }}\n")
  }

  /// A hundred releases at once, four objects each, then an upgrade of all.
  static func hundred(_ site: Site) async throws -> [Figure] {
    try await HelmSite.run(site) { helm in
      try await helm.offer("web", fourKinds)
      let started = ContinuousClock.now
      try await helm.each(0..<100) { try await helm.release("app-\($0)", chart: "web") }
      try await helm.all(100, within: .seconds(300))
      let installed = ContinuousClock.now
      var changed = fourKinds
      changed["settings.yaml"] = named(Manifests.configMap("web", "2"))
      try await helm.offer("web", version: "1.1.0", changed)
      try await helm.all(100, within: .seconds(300)) {
        World.isReady($0) && $0.json[path: "status", "history"]?[0]?["chartVersion"] == "1.1.0"
      }
      return [
        Figure(
          what: "100 HelmReleases of 4 objects, all Ready", mustReach: "reported",
          measured: "\(seconds(installed - started)); upgraded in \(seconds(.now - installed)); "
            + helm.controller.memory)
      ]
    }
  }

  /// What an unchanged release costs the API server, drift detection on.
  static func unchanged(_ site: Site) async throws -> [Figure] {
    try await HelmSite.run(site, proxied: true) { helm in
      guard let proxy = helm.proxy else { throw FigureFailure("no proxy") }
      try await helm.offer("web", fourKinds)
      try await helm.release("app", chart: "web", ["interval": "2s", "driftDetection": ["mode": "enabled"]])
      try await helm.all(1, within: .seconds(60))
      try await Task.sleep(for: .seconds(5))
      proxy.clearLog()
      let before = try await helm.client.get(HelmRelease.resourceType, helm.key("app")).resourceVersion
      try await Task.sleep(for: .seconds(20))
      let counts = proxy.requestCounts().sorted { $0.value > $1.value }
      let after = try await helm.client.get(HelmRelease.resourceType, helm.key("app")).resourceVersion
      let requests = counts.map { "\($0.value) x \($0.key.verb) \($0.key.resource)" }.joined(separator: ", ")
      return [
        Figure(
          what: "unchanged HelmRelease of 4 objects, drift detection, interval 2 s, in 20 s",
          mustReach: "nothing persisted",
          measured: "\(before == after ? "nothing persisted" : "PERSISTED"); requests: \(requests)")
      ]
    }
  }

  /// Many installs that wait for what never comes, and what a new one feels of them.
  static func waiting(_ site: Site) async throws -> [Figure] {
    try await HelmSite.run(site, ["--concurrent=4"]) { helm in
      try await helm.offer("web", fourKinds)
      try await helm.offer(
        "never",
        ["d.yaml": named(Manifests.deployment(replicas: 1, nodeSelector: "nodeSelector: {place: nowhere}"))])
      let crowd = setting("CROWD", default: 200)
      try await helm.each(0..<crowd) { try await helm.release("never-\($0)", chart: "never") }
      try await helm.all(crowd, within: .seconds(240)) {
        $0.json[path: "status", "conditions"]?.arrayValue?.contains {
          $0["message"]?.stringValue?.hasPrefix("Running 'install'") == true
        } ?? false
      }
      let anonymous = helm.controller.anonymous
      try await Task.sleep(for: .seconds(setting("CROWD_SECONDS", default: 20)))
      let later = helm.controller.anonymous
      var durations: [Duration] = []
      for number in 0..<5 {
        let started = ContinuousClock.now
        try await helm.release("new-\(number)", chart: "web")
        try await eventually("new-\(number)", within: .seconds(60), every: .milliseconds(10)) {
          World.isReady(try await helm.client.get(HelmRelease.resourceType, helm.key("new-\(number)")))
        }
        durations.append(.now - started)
      }
      return [
        Figure(
          what: "\(crowd) installs that hang, --concurrent 4: a new healthy HelmRelease to Ready",
          mustReach: "< 3 s",
          measured: "\(spread(durations)); anonymous \(mebibytes(anonymous)), a while later \(mebibytes(later)); "
            + helm.controller.memory)
      ]
    }
  }

  /// What the controller holds when it has released one chart and waits.
  static func idle(_ site: Site) async throws -> [Figure] {
    try await HelmSite.run(site) { helm in
      try await helm.offer("web", fourKinds)
      try await helm.release("app", chart: "web")
      try await helm.all(1, within: .seconds(60))
      try await Task.sleep(for: .seconds(5))
      return [
        Figure(
          what: "anonymous memory at idle, helm-controller", mustReach: "<= 8 MiB",
          measured: "\(mebibytes(helm.controller.anonymous))\(helm.controller.survival)")
      ]
    }
  }
}
