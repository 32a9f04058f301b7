import GitOpsAPI
import OperatorKitTesting

/// A hundred pairs at once, four objects each.
enum Hundred {
  private static let count = 100

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld(deployments: true) { world in
      try await world.repository.commit(files: Manifests.fourKinds)
      let started = ContinuousClock.now
      try await world.each(0..<count) { number in
        try await world.createSource("source-\(number)")
        try await world.createKustomization(
          "app-\(number)", path: "./four", source: "source-\(number)", prefix: "app-\(number)-", wait: true)
      }
      let created = ContinuousClock.now - started
      try await world.all(count, of: Kustomization.resourceType, within: .seconds(240), every: .milliseconds(200))
      return [
        Figure(
          what: "100 Kustomizations of 4 objects from 100 sources, all Ready", mustReach: "reported",
          measured: "\(seconds(.now - started)) (creating them took \(seconds(created))); \(world.memory)")
      ]
    }
  }
}
