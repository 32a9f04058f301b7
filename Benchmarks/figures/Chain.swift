import GitOpsAPI
import OperatorKitTesting

/// Ten Kustomizations, each depending on the one before, created in the worst order.
enum Chain {
  private static let length = 10

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld { world in
      try await world.repository.commit(files: Manifests.configMaps(1, in: "small", value: "1"))
      try await world.createSource("apps")
      try await world.ready(GitRepository.resourceType, "apps")
      let started = ContinuousClock.now
      for number in (0..<length).reversed() {
        try await world.createKustomization(
          "link-\(number)", path: "./small", prefix: "link-\(number)-",
          dependsOn: number == 0 ? [] : ["link-\(number - 1)"])
      }
      try await world.all(length, of: Kustomization.resourceType, within: .seconds(120), every: .milliseconds(20))
      return [
        Figure(
          what: "chain of 10 Kustomizations, created in reverse order, all Ready", mustReach: "< 5 s",
          measured: seconds(.now - started))
      ]
    }
  }
}
