import Glibc
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The source-controller as a process: flags, endpoints, leadership, crashes.
@Suite struct SourceProcessTests {
  @Test("S-NET-03 the artifact server answers GET and HEAD, ranges and conditions, and lists directories")
  func artifactServer() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("server")
    let repository = try await world.git.createRepository("server")
    try await repository.commit(files: ["a": "1"])
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url))
    let url = try await object.waitUntilReady().artifactURL
    let whole = try await Download.get(url)
    #expect(whole.status == 200)
    let head = try await Download.get(url, method: .head)
    #expect(head.status == 200 && head.body.isEmpty)
    #expect(head.headers["Content-Length"] == "\(whole.body.count)")
    let part = try await Download.get(url, headers: ["Range": "bytes=2-5"])
    #expect(part.status == 206 && part.body == Array(whole.body[2...5]))
    let modified = try #require(whole.headers["Last-Modified"])
    #expect(try await Download.get(url, headers: ["If-Modified-Since": modified]).status == 304)
    let folder = String(url[...(url.lastIndex(of: "/") ?? url.startIndex)])
    let listing = try await Download.get(folder)
    let name = url.split(separator: "/").last.map(String.init) ?? ""
    #expect(listing.status == 200 && String(decoding: listing.body, as: UTF8.self).contains(name))
    #expect(try await Download.get(folder + "../../../../etc/passwd").status != 200)
    #expect(try await Download.get(url, method: .post).status == 405)
  }

  @Test("S-NET-02 S-MX-01 metrics and probes answer")
  func endpoints() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("endpoints")
    let object = world.object(in: namespace)
    try await object.create(spec: SourceWorld.spec("ssh://git@127.0.0.1/repo.git"))
    try await eventually("the series of the object") { try await world.runs(of: object) > 0 }
    let health = "http://127.0.0.1:\(world.controller.port(2))"
    try await eventually("the probes") { (try? await Download.get("\(health)/healthz").status) == 200 }
    #expect(try await Download.get("\(health)/readyz").status == 200)
    let metrics = try await Download.get("http://127.0.0.1:\(world.controller.port(1))/metrics")
    let text = String(decoding: metrics.body, as: UTF8.self)
    #expect(text.contains("workqueue_depth") && text.contains("controller_runtime_reconcile_total"))
    #expect(text.contains("process_resident_memory_bytes") && text.contains("rest_client_requests_total"), "S-MX-06")
  }

  @Test(
    "S-FL-15 S-FL-33 S-FL-37 S-FL-10 flags that make no sense end the process with a reason",
    arguments: [
      (["--storage-path=/no/such/directory"], "storage-path"), (["--artifact-digest-algo=md5"], "artifact-digest-algo"),
      (["--feature-gates=NoSuchGate=true"], "NoSuchGate"), (["--interval-jitter-percentage=100"], "jitter"),
      (["--helm-cache-ttl=soon"], "helm-cache-ttl"), (["--no-such-flag"], "no-such-flag"),
      (["--default-service-account=x"], "ObjectLevelWorkloadIdentity"),
    ])
  func badFlags(arguments: [String], named: String) async throws {
    let cluster = try await TestCluster.shared()
    let controller = try SourceWorld.controller(cluster, arguments: arguments)
    let status = await controller.process.wait()
    #expect(status != .exited(0))
    #expect(controller.log.contains(named))
  }

  @Test("S-FL-35 S-ST-13 S-RC-23 another process takes over: artifacts are checked, moved or built again")
  func restart() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("restart")
    let repository = try await world.git.createRepository("restart")
    try await repository.commit(files: ["a": "1"])
    let directory = try TemporaryDirectory(prefix: "restart")
    let shard = "--watch-label-selector=\(SourceWorld.shardLabel)=\(namespace)"
    let object = world.object(in: namespace)
    try await object.create(
      spec: SourceWorld.spec(repository.url), labels: [SourceWorld.shardLabel: namespace])

    let first = try SourceWorld.controller(
      world.cluster, directory: directory, arguments: [shard, "--artifact-digest-algo=sha512"])
    let before = try await object.waitUntilReady()
    #expect(before.artifactDigest.hasPrefix("sha512:"))
    #expect(await first.process.terminate(grace: .seconds(10)) == .exited(0))
    let data = "\(directory.path)/data"
    Files.write("\(data)/\(before.artifactPath).tmp", "half an artifact")
    Files.write("\(data)/\(before.artifactPath).old.lock", "")
    mkdir("\(directory.path)/tmp/source-controller-work/left-over", 0o700)

    let second = try SourceWorld.controller(
      world.cluster, directory: directory, arguments: [shard, "--storage-adv-addr=artifacts.example"])
    let moved = try await object.wait("the new address") { $0.artifactURL.hasPrefix("http://artifacts.example/") }
    #expect(moved.artifactDigest == before.artifactDigest && moved.artifactPath == before.artifactPath)
    #expect(!Files.exists("\(data)/\(before.artifactPath).tmp"))
    #expect(!Files.exists("\(data)/\(before.artifactPath).old.lock"))
    #expect(Files.names(in: "\(directory.path)/tmp/source-controller-work").isEmpty)
    await second.process.kill()

    unlink("\(data)/\(before.artifactPath)")
    let third = try SourceWorld.controller(world.cluster, directory: directory, arguments: [shard])
    let rebuilt = try await object.wait("the file") { $0.artifactURL.contains(":\(third.port(0))/") }
    #expect(try await Download.get(rebuilt.artifactURL).unpacked() == ["a": "1"])
    #expect(rebuilt.artifactDigest.hasPrefix("sha256:"))
  }

  @Test("S-NET-04 S-FL-26 S-FL-47 only the leader serves, and another one takes over when it dies")
  func leadership() async throws {
    let world = try await SourceWorld.shared()
    let namespace = try await world.namespace("leader")
    let repository = try await world.git.createRepository("leader")
    try await repository.commit(files: ["a": "1"])
    let arguments = [
      "--watch-label-selector=\(SourceWorld.shardLabel)=\(namespace)", "--enable-leader-election",
      "--leader-election-lease-duration=3s", "--leader-election-renew-deadline=2s",
      "--leader-election-retry-period=500ms",
    ]
    let environment = ["RUNTIME_NAMESPACE": namespace]
    let first = try SourceWorld.controller(world.cluster, environment: environment, arguments: arguments)
    func serves(_ controller: RunningController) async -> Bool {
      (try? await Download.get("http://127.0.0.1:\(controller.port(0))/").status) == 200
    }
    try await eventually("the first to lead") { await serves(first) }
    let second = try SourceWorld.controller(world.cluster, environment: environment, arguments: arguments)
    let object = world.object(in: namespace)
    try await object.create(
      spec: SourceWorld.spec(repository.url), labels: [SourceWorld.shardLabel: namespace])
    let ready = try await object.waitUntilReady()
    #expect(ready.artifactURL.contains(":\(first.port(0))/"))
    try await eventually("the second to be alive") {
      (try? await Download.get("http://127.0.0.1:\(second.port(2))/readyz").status) == 200
    }
    #expect(await !serves(second))
    var leases: [String] = []
    _ = try await world.cluster.client.list(.lease, namespace: namespace) { leases.append($0.name) }
    #expect(leases.count == 1 && leases[0].hasPrefix("source-controller-leader-election-"))

    await first.process.kill()
    try await eventually("the second to lead") { await serves(second) }
    let taken = try await object.wait("the new address") { $0.artifactURL.contains(":\(second.port(0))/") }
    #expect(try await Download.get(taken.artifactURL).unpacked() == ["a": "1"])
    #expect(await second.process.terminate(grace: .seconds(10)) == .exited(0))
  }
}
