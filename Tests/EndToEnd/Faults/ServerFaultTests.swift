import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization
import Testing

/// Controllers whose API server misbehaves, while they start and while they work, converge without a restart.
@Suite struct ServerFaultTests {
  @Test("The source-controller gets over an API server that misbehaves", arguments: ServerFault.allCases)
  func sourceController(_ fault: ServerFault) async throws {
    let source = try await SourceWorld.shared()
    let namespace = try await source.namespace("fault")
    let repository = try await source.git.createRepository(namespace)
    try await repository.commit(files: ["a": "1"])
    let proxy = try await FaultProxy.start(inFrontOf: source.cluster.controlPlane)
    let object = source.object(in: namespace)
    try await object.create(spec: SourceWorld.spec(repository.url), labels: [SourceWorld.shardLabel: namespace])

    let atStart = fault.inject(into: proxy)
    let controller = try SourceWorld.controller(
      source.cluster, environment: ["KUBECONFIG": proxy.kubeconfigPath],
      arguments: ["--watch-label-selector=\(SourceWorld.shardLabel)=\(namespace)"])
    let first = try await object.waitUntilReady()
    #expect(try await Download.get(first.artifactURL).unpacked() == ["a": "1"])

    let atWork = fault.inject(into: proxy)
    await proxy.breakConnections()
    let commit = try await repository.commit(files: ["a": "2"])
    let second = try await object.reconcile()
    #expect(second.artifactRevision == "main@sha1:\(commit)")
    #expect(try await Download.get(second.artifactURL).unpacked() == ["a": "2"])
    #expect(atStart.hits > 0 && atWork.hits > 0, "the faults were met")
    #expect(controller.process.isRunning)
  }

  @Test("The kustomize-controller gets over an API server that misbehaves", arguments: ServerFault.allCases)
  func kustomizeController(_ fault: ServerFault) async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project(
      "fault",
      ["a.yaml": Manifest.configMap("a"), "b.yaml": Manifest.configMap("b"), "c.yaml": Manifest.configMap("c")])
    let namespace = project.namespace
    let proxy = try await FaultProxy.start(inFrontOf: world.cluster.controlPlane)
    let object = project.object()
    try await object.create(spec: Self.spec(namespace), labels: [SourceWorld.shardLabel: namespace])

    let atStart = fault.inject(into: proxy)
    let controller = try RunningController.start(
      "kustomize-controller", world.cluster, environment: ["KUBECONFIG": proxy.kubeconfigPath], ports: 2
    ) { ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--min-retry-delay=100ms",
        "--max-retry-delay=1s", "--requeue-dependency=1s",
        "--watch-label-selector=\(SourceWorld.shardLabel)=\(namespace)",
      ]
    }
    try await object.waitUntilReady()
    #expect(try await project.find(.configMap, "a") != nil)

    let atWork = fault.inject(into: proxy)
    await proxy.breakConnections()
    let commit = try await project.push(["b.yaml": Manifest.configMap("b", ["k": "2"])], removing: ["c.yaml"])
    let second = try await object.wait("the second revision") {
      $0.lastAppliedRevision == "main@sha1:\(commit)" && $0.condition("Ready")?.status == .true
        && $0.condition("Reconciling") == nil
    }
    #expect(second.inventoryIDs.sorted() == ["a", "b"].map { Kustomization.inventoryID(configMap: $0, in: namespace) })
    #expect(try await project.find(.configMap, "b")?.json[path: "data", "k"] == "2")
    #expect(try await project.find(.configMap, "c") == nil)
    #expect(atStart.hits > 0 && atWork.hits > 0, "the faults were met")
    #expect(controller.process.isRunning)
    try await world.client.delete(object.type, object.key)
    try await object.waitUntilGone()
    #expect(try await project.find(.configMap, "a") == nil)
  }

  @Test("K-05-07 a source that cannot be looked up is tried again with growing delays, not after the retry interval")
  func sourceLookup() async throws {
    let world = try await KustomizeWorld.shared()
    let project = try await world.project("lookup", ["a.yaml": Manifest.configMap("a")])
    let namespace = project.namespace
    let proxy = try await FaultProxy.start(inFrontOf: world.cluster.controlPlane)
    let attempts = Mutex<[ContinuousClock.Instant]>([])
    proxy.inject(.internalError) { request in
      guard request.verb == "get", request.resource == "gitrepositories" else { return false }
      attempts.withLock { $0.append(.now) }
      return true
    }
    let controller = try RunningController.start(
      "kustomize-controller", world.cluster, environment: ["KUBECONFIG": proxy.kubeconfigPath], ports: 2
    ) { ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--min-retry-delay=100ms",
        "--max-retry-delay=400ms", "--feature-gates=DirectSourceFetch=true",
        "--watch-label-selector=\(SourceWorld.shardLabel)=\(namespace)",
      ]
    }
    let object = project.object()
    var spec = Self.spec(namespace)
    spec["retryInterval"] = "1h"
    try await object.create(spec: spec, labels: [SourceWorld.shardLabel: namespace])
    let failed = try await object.waitUntilFailed("ArtifactFailed")
    let message = try #require(failed.condition("Ready")?.message)
    #expect(message.hasPrefix("GitRepository/\(namespace)/repo cannot be looked up: "))
    // Without an upper bound the delays would be longer than the patience of this test.
    try await eventually("fourteen attempts", within: .patience) { attempts.withLock { $0.count } >= 14 }
    let times = attempts.withLock { $0 }
    let delays = zip(times, times.dropFirst()).map { $1 - $0 }
    for (delay, shortest) in zip(delays, [100, 200, 400, 400, 400, 400]) {
      #expect(delay >= .milliseconds(shortest), "\(delays)")
    }
    proxy.removeAllFaults()
    try await object.waitUntilReady()
    #expect(controller.process.isRunning)
    try await world.client.delete(object.type, object.key)
    try await object.waitUntilGone()
  }

  static func spec(_ namespace: String) -> JSONValue {
    [
      "interval": "1h", "retryInterval": "1s", "prune": true, "path": "./", "targetNamespace": .string(namespace),
      "sourceRef": ["kind": "GitRepository", "name": "repo"],
    ]
  }
}
