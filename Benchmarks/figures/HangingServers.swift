import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting

/// Many sources whose server takes requests and never answers, and what a new one on another server feels of them.
enum HangingServers {
  private static let crowd = 90
  private static let runs = 5

  static func run(_ site: Site) async throws -> [Figure] {
    try await site.withWorld { world in
      let slow = try await GitHTTPServer.start()
      let hanging = try await slow.createRepository("slow")
      try await world.createCredentials("slow", for: slow)
      slow.hang()
      try await world.repository.commit(files: Manifests.configMaps(1, in: "apps", value: "1"))
      try await world.each(0..<crowd) { number in
        try await world.createSource("slow-\(number)", url: hanging.url, secret: "slow")
      }
      try await world.all(crowd, of: GitRepository.resourceType, within: .seconds(50), every: .milliseconds(200)) {
        $0.json[path: "status", "conditions"]?.arrayValue?.isEmpty == false
      }
      var durations: [Duration] = []
      for number in 0..<runs {
        let started = ContinuousClock.now
        try await world.createSource("new-\(number)")
        try await world.ready(GitRepository.resourceType, "new-\(number)")
        durations.append(.now - started)
      }
      await slow.stop()
      return [
        Figure(
          what: "\(crowd) sources on a server that hangs: a new one on another server to Ready", mustReach: "reported",
          measured: "\(spread(durations)); \(world.source.memory)")
      ]
    }
  }
}
