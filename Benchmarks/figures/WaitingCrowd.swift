import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// Many Kustomizations that wait for what never becomes ready, and what a new one feels of them.
enum WaitingCrowd {
  private static let crowd = 200
  private static let runs = 5

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld(deployments: true, kustomizeArguments: ["--concurrent=4"]) { world in
      var files = Manifests.fourKinds
      files["never/deployment.yaml"] = Manifests.deployment(replicas: 1, nodeSelector: "nodeSelector: {place: nowhere}")
      try await world.repository.commit(files: files)
      try await world.createSource("apps")
      try await world.ready(GitRepository.resourceType, "apps")
      try await world.each(0..<crowd) { number in
        try await world.createKustomization("never-\(number)", path: "./never", prefix: "never-\(number)-", wait: true)
      }
      try await world.all(crowd, of: Kustomization.resourceType, within: .seconds(120), every: .milliseconds(500)) {
        $0.json[path: "status", "inventory", "entries"]?.arrayValue?.isEmpty == false
      }
      var durations: [Duration] = []
      for number in 0..<runs {
        let started = ContinuousClock.now
        try await world.createKustomization("new-\(number)", path: "./four", prefix: "new-\(number)-", wait: true)
        try await world.ready(Kustomization.resourceType, "new-\(number)")
        durations.append(.now - started)
      }
      return [
        Figure(
          what: "200 waiting in vain, --concurrent 4: a new healthy one to Ready", mustReach: "p50 < 2 s",
          measured: "\(spread(durations)); \(world.kustomize.memory)")
      ]
    }
  }
}
