import Digests
import Glibc
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The flags of the source-controller as it was built.
@Suite struct SourceFlagTests {
  /// Every flag and its default, as `--help` prints them.
  private static let help = Task {
    try await ChildProcess.run(ControllerBinary.path("source-controller"), "--help").text
  }

  @Test(
    "S-FL-04 S-FL-05 S-FL-06 S-FL-07 S-FL-12 S-FL-13 S-FL-14 S-FL-16 flags and their defaults",
    arguments: [
      ("concurrent", "2"), ("helm-index-max-size", "52428800"), ("helm-chart-max-size", "10485760"),
      ("helm-chart-file-max-size", "5242880"), ("helm-cache-max-size", "0"), ("helm-cache-ttl", "15m0s"),
      ("helm-cache-purge-interval", "1m0s"), ("ssh-kex-algos", ""), ("ssh-hostkey-algos", ""),
      ("default-service-account", ""), ("storage-path", "/data"), ("storage-addr", ":9090"), ("storage-adv-addr", ""),
      ("artifact-retention-ttl", "1m0s"), ("artifact-retention-records", "2"), ("artifact-digest-algo", "sha256"),
    ])
  func defaults(name: String, value: String) async throws {
    let lines = try await Self.help.value.split(separator: "\n").map { $0.drop { $0 == " " } }
    let index = try #require(lines.firstIndex { $0 == "--\(name)" || $0.hasPrefix("--\(name) ") })
    let description = lines[index...].prefix(2).joined(separator: " ")
    #expect(description.contains(value.isEmpty ? "--\(name)" : "(default \(value))"))
    #expect(description.contains("(default") == !value.isEmpty, "\(description)")
  }

  @Test(
    "S-FL-14 S-FL-20 values that make no sense end the process",
    arguments: [
      "--helm-cache-max-size=many", "--helm-cache-purge-interval=soon", "--default-service-account=x",
      "--artifact-retention-records=-1", "--storage-addr=9090",
    ])
  func badValues(argument: String) async throws {
    let controller = try SourceWorld.controller(try await TestCluster.shared(), arguments: [argument])
    #expect(await controller.process.wait() != .exited(0))
    let name = argument.dropFirst(2).prefix { $0 != "=" }
    #expect(controller.log.contains(name))
  }

  @Test("S-FL-19 S-FL-20 S-FL-21 S-CRD-13 S-ST-12 S-ST-22 S-RE-17 digests, retention and collection are as asked for")
  func storage() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("retention")
    let repository = try await world.git.createRepository("retention")
    try await repository.commit(files: ["a": "0"])
    let object = world.object(in: namespace)
    let controller = try SourceWorld.controller(
      world.cluster,
      arguments: [
        "--watch-label-selector=\(SourceWorld.shardLabel)=\(namespace)", "--artifact-digest-algo=blake3",
        "--artifact-retention-records=1", "--artifact-retention-ttl=1h",
      ])
    let folder = "\(controller.directory.path)/data/gitrepository/\(namespace)/repo"
    for path in ["gitrepository", "gitrepository/\(namespace)", "gitrepository/\(namespace)/repo"] {
      mkdir("\(controller.directory.path)/data/\(path)", 0o700)
    }
    symlink("\(folder)/old.tar.gz", "\(folder)/latest.tar.gz")
    try await object.create(spec: SourceWorld.spec(repository.url), labels: [SourceWorld.shardLabel: namespace])
    let first = try await object.waitUntilReady()
    let download = try await Download.get(first.artifactURL)
    #expect(first.artifactDigest == "\(Digest.of(download.body, .blake3))")
    #expect(Files.status("\(folder)/latest.tar.gz") == nil, "S-ST-12")

    try await repository.commit(files: ["a": "1"])
    let second = try await object.reconcile()
    // What was superseded goes in the next run, not on its own.
    let kept = Files.names(in: folder).filter { $0.hasSuffix(".tar.gz") }
    #expect(kept.count == 2)
    try await object.reconcile()
    let left = Files.names(in: folder).filter { $0.hasSuffix(".tar.gz") }
    #expect(left.map { "gitrepository/\(namespace)/repo/\($0)" } == [second.artifactPath])
    try await eventually("the event") {
      try await world.cluster.events(about: "repo", in: namespace).contains {
        $0.reason == "GarbageCollectionSucceeded" && $0.message == "garbage collected 1 artifacts"
          && $0.type == "Normal"
      }
    }
    #expect(
      !world.events.events(about: "repo", in: namespace).contains { $0["reason"] == "GarbageCollectionSucceeded" })
  }
}
