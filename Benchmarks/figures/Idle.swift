import GitOpsAPI
import OperatorKitTesting

/// What a controller holds when it has done one thing and waits.
enum Idle {
  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld { world in
      try await world.repository.commit(files: Manifests.configMaps(1, in: "small", value: "1"))
      try await world.createSource("apps")
      try await world.createKustomization("small", path: "./small")
      try await world.ready(Kustomization.resourceType, "small")
      try await Task.sleep(for: .seconds(5))
      return world.controllers.map {
        Figure(
          what: "anonymous memory at idle, \($0.name)", mustReach: "<= 8 MiB",
          measured: "\(mebibytes($0.anonymous))\($0.survival)")
      }
    }
  }
}
