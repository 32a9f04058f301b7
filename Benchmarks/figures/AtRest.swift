import GitOpsAPI
import OperatorKitTesting

/// A thousand pairs between their intervals.
enum AtRest {
  private static let count = 1_000
  private static let watched = Duration.seconds(20)

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld { world in
      try await world.repository.commit(files: Manifests.configMaps(1, in: "small", value: "1"))
      let started = ContinuousClock.now
      try await world.each(0..<count) { number in
        try await world.createSource("source-\(number)")
        try await world.createKustomization(
          "app-\(number)", path: "./small", source: "source-\(number)", prefix: "app-\(number)-")
      }
      try await world.all(count, of: Kustomization.resourceType, within: .seconds(420), every: .seconds(2))
      let duration = ContinuousClock.now - started
      try await Task.sleep(for: .seconds(10))

      let before = world.controllers.map(\.processorTime)
      try await Task.sleep(for: watched)
      return zip(world.controllers, before).map { controller, before in
        let share = (controller.processorTime - before) / watched * 100
        let tenths = Int64((share * 10).rounded())
        return Figure(
          what: "1,000 GitRepositories + 1,000 Kustomizations at rest, \(controller.name)",
          mustReach: "inside the limit, < 2% of a core",
          measured:
            "\(tenths / 10).\(tenths % 10)% of a core over 20 s; \(controller.memory); all Ready after \(seconds(duration))"
        )
      }
    }
  }
}
