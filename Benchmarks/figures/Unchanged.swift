import GitOpsAPI
import OperatorKit
import OperatorKitTesting

/// What a Kustomization costs the API server when nothing has changed.
enum Unchanged {
  private static let objects = 20
  private static let watched = Duration.seconds(20)

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld(proxied: true) { world in
      guard let proxy = world.proxy else { throw FigureFailure("no proxy") }
      try await world.repository.commit(files: Manifests.configMaps(objects, in: "twenty", value: "1"))
      try await world.createSource("apps")
      try await world.createKustomization("twenty", path: "./twenty", interval: "2s")
      try await world.ready(Kustomization.resourceType, "twenty")
      try await Task.sleep(for: .seconds(5))

      let before = try await versions(world)
      proxy.clearLog()
      try await Task.sleep(for: watched)
      let counts = proxy.requestCounts().sorted { $0.value > $1.value }
      let after = try await versions(world)

      let changed = before.filter { after[$0.key] != $0.value }.map(\.key).sorted()
      let requests = counts.map { "\($0.value) x \($0.key.verb) \($0.key.resource)" }.joined(separator: ", ")
      return [
        Figure(
          what: "unchanged Kustomization of 20 objects, interval 2 s, in 20 s", mustReach: "nothing persisted",
          measured: (changed.isEmpty ? "nothing persisted" : "PERSISTED: \(changed.joined(separator: ", "))")
            + "; requests: \(requests.isEmpty ? "none" : requests)")
      ]
    }
  }

  /// The versions of all that the controller could write.
  private static func versions(_ world: World) async throws -> [String: String] {
    var versions: [String: String] = [:]
    for type in [ResourceType.configMap, .event, Kustomization.resourceType] {
      try await world.client.list(type, namespace: World.namespace) {
        versions["\(type.kind)/\($0.key.name)"] = $0.resourceVersion
      }
    }
    return versions
  }
}
