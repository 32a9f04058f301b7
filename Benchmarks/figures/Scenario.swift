/// One measurement, in a world of its own.
struct Scenario: Sendable {
  let name: String
  let run: @Sendable (Site) async throws -> [Figure]

  static let all = [
    Scenario(name: "idle", run: Idle.run),
    Scenario(name: "latency", run: Latency.run),
    Scenario(name: "chain", run: Chain.run),
    Scenario(name: "waiting", run: WaitingCrowd.run),
    Scenario(name: "hundred", run: Hundred.run),
    Scenario(name: "hanging", run: HangingServers.run),
    Scenario(name: "unchanged", run: Unchanged.run),
    Scenario(name: "soak", run: Soak.run),
    Scenario(name: "kustomize-large", run: LargeKustomization.run),
    Scenario(name: "rest", run: AtRest.run),
    Scenario(name: "foreign", run: ForeignObjects.run),
    Scenario(name: "webhook", run: Webhooks.run),
    Scenario(name: "flood", run: Flood.run),
    Scenario(name: "notification-idle", run: Events.idle),
    Scenario(name: "events", run: Events.storm),
    Scenario(name: "helm-idle", run: HelmScenarios.idle),
    Scenario(name: "helm-hundred", run: HelmScenarios.hundred),
    Scenario(name: "helm-unchanged", run: HelmScenarios.unchanged),
    Scenario(name: "helm-waiting", run: HelmScenarios.waiting),
    Scenario(name: "helm-large", run: LargeChart.run),
    Scenario(name: "helm-foreign", run: ForeignDefinitions.run),
  ]

  static var names: String { all.map(\.name).joined(separator: ", ") }
}
