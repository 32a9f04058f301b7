import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// From the annotation to ten changed objects applied.
enum Latency {
  private static let objects = 10
  private static let runs = 10

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld { world in
      try await world.prepareConfigMaps(objects, in: "ten")
      var pushes: [Duration] = []
      var corrections: [Duration] = []
      for number in 1...runs { pushes.append(try await push(world, "\(number)")) }
      for _ in 1...runs { corrections.append(try await correction(world)) }
      return [
        Figure(
          what: "requestedAt on the GitRepository to 10 changed objects applied", mustReach: "p50 < 0.5 s",
          measured: spread(pushes)),
        Figure(
          what: "requestedAt on the Kustomization to 10 tampered objects corrected", mustReach: "p50 < 0.5 s",
          measured: spread(corrections)),
      ]
    }
  }

  /// The commit is there before the clock starts.
  private static func push(_ world: World, _ value: String) async throws -> Duration {
    let commit = try await world.repository.commit(files: Manifests.configMaps(objects, in: "ten", value: value))
    let started = ContinuousClock.now
    try await world.request(GitRepository.resourceType, "apps")
    try await eventually("\(commit) to be applied", every: .milliseconds(5)) {
      let object = try await world.client.get(Kustomization.resourceType, world.key("ten"))
      return object.json[path: "status", "lastAppliedRevision"]?.stringValue?.hasSuffix(commit) ?? false
    }
    return .now - started
  }

  private static func correction(_ world: World) async throws -> Duration {
    for number in 0..<objects {
      _ = try await world.client.patch(
        .configMap, world.key("settings-\(number)"), .merge(["data": ["value": "tampered with"]]))
    }
    let started = ContinuousClock.now
    let token = try await world.request(Kustomization.resourceType, "ten")
    try await eventually("the request to be handled", every: .milliseconds(5)) {
      try await world.client.get(Kustomization.resourceType, world.key("ten")).handledRequest == token
    }
    let duration = ContinuousClock.now - started
    for number in 0..<objects {
      let object = try await world.client.get(.configMap, world.key("settings-\(number)"))
      guard object.json[path: "data", "value"]?.stringValue == "\(runs)" else {
        throw FigureFailure("settings-\(number) was not corrected")
      }
    }
    return duration
  }
}
