import GitOpsAPI
import OperatorKit
import OperatorKitTesting

/// Many reconciles of the same objects: memory must not grow with their number.
enum Soak {
  private static let kustomizations = 40
  private static let sources = 10

  static func run(_ site: Site) async throws -> [Figure] {
    let goal = setting("SOAK_RECONCILES", default: 10_000)
    let deadline = ContinuousClock.now + .seconds(setting("SOAK_SECONDS", default: 180))
    return try await site.withWorld { world in
      try await prepare(world)
      var reconciles = 0
      var early: [UInt64] = []
      while reconciles < goal, ContinuousClock.now < deadline {
        try await round(world)
        reconciles += kustomizations + sources
        if early.isEmpty, reconciles >= 500 { early = world.controllers.map(\.anonymous) }
      }
      guard early.count == world.controllers.count else {
        throw FigureFailure("there was time for \(reconciles) reconciles only")
      }
      return zip(world.controllers, early).map { controller, early in
        let growth = Int64(clamping: controller.anonymous) - Int64(clamping: early)
        return Figure(
          what: "soak, \(controller.name)", mustReach: "anonymous memory within 1 MiB of that after 500",
          measured:
            "\(mebibytes(early)) after 500, \(mebibytes(controller.anonymous)) after \(reconciles) reconciles of "
            + "both (\(mebibytes(growth)))\(controller.survival)")
      }
    }
  }

  private static func prepare(_ world: World) async throws {
    try await world.repository.commit(files: Manifests.configMaps(5, in: "five", value: "1"))
    for number in 0..<sources { try await world.createSource("source-\(number)") }
    for number in 0..<kustomizations {
      try await world.createKustomization(
        "app-\(number)", path: "./five", source: "source-\(number % sources)", prefix: "app-\(number)-")
    }
    try await world.all(
      kustomizations, of: Kustomization.resourceType, within: .seconds(60), every: .milliseconds(200))
  }

  /// Asks for a run of everything and waits until all have answered.
  private static func round(_ world: World) async throws {
    let token = Timestamp.now().microTime
    try await world.each(0..<sources) { number in
      try await world.annotate(GitRepository.resourceType, "source-\(number)", token)
    }
    try await world.each(0..<kustomizations) { number in
      try await world.annotate(Kustomization.resourceType, "app-\(number)", token)
    }
    for (type, count) in [(GitRepository.resourceType, sources), (Kustomization.resourceType, kustomizations)] {
      try await world.all(count, of: type, within: .seconds(60), every: .milliseconds(100)) {
        $0.handledRequest == token
      }
    }
  }
}
