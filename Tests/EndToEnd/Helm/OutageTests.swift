import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The API server goes away while releases are made.
@Suite struct HelmOutageTests {
  @Test("upgrades, hooks and rollbacks that lose the API server half-way go on when it is back, and count no failure")
  func outages() async throws {
    let world = try await HelmWorld.shared()
    let chart = TestChart([
      "a.yaml": Template.configMap("a"), "b.yaml": Template.configMap("b"), "c.yaml": Template.configMap("c"),
      "h.yaml": Template.configMap("h").replacing(
        "  name: h\n", with: "  name: h\n  annotations:\n    helm.sh/hook: pre-upgrade\n"),
    ])
    let project = try await world.project("outage", chart)
    let proxy = try await FaultProxy.start(inFrontOf: world.cluster.controlPlane)
    let controller = try HelmWorld.controller(
      world.cluster, kubeconfig: proxy.kubeconfigPath,
      arguments: ["--watch-label-selector=\(SourceWorld.shardLabel)=\(project.namespace)"])
    let app = project.object()
    let spec: JSONObject = [
      "interval": "1h", "timeout": "5m", "chartRef": ["kind": "HelmChart", "name": "shop"],
      "upgrade": ["remediation": ["retries": 0, "remediateLastFailure": true]],
    ]
    try await app.create(spec: .object(spec), labels: [SourceWorld.shardLabel: project.namespace])
    try await app.waitUntilReady()

    // Before the hook is created, after it was, and among the objects.
    for (version, number) in [(1, 1), (2, 2), (3, 4)] {
      var next = chart.with(version: "1.\(version).0")
      for name in ["a", "b", "c"] { next.files["templates/\(name).yaml"] = Template.configMap(name, "\(version)") }
      try await loseServer(proxy, at: number) { try await project.offer(next) }
      let object = try await app.wait("version \(version)") {
        $0.history.first == "v\(version + 1) deployed" && $0.condition("Ready")?.status == .true
      }
      #expect(object.json[path: "status", "upgradeFailures"] == nil)
      for name in ["a", "b", "c"] {
        #expect(try await project.find(.configMap, name)?.json["data"] == ["k": .string("\(version)")])
      }
    }

    // The upgrade writes the hook and three objects before it fails; the rollback writes them again.
    let broken = chart.with(version: "2.0.0", ["z.yaml": HelmProject.refused])
    try await loseServer(proxy, at: 6) { try await project.offer(broken) }
    let object = try await app.wait("the rollback") { $0.condition("Stalled")?.status == .true }
    #expect(object.condition("Remediated")?.reason == "RollbackSucceeded")
    #expect(object.json[path: "status", "upgradeFailures"] == 1)
    for name in ["a", "b", "c"] { #expect(try await project.find(.configMap, name)?.json["data"] == ["k": "3"]) }
    #expect(try await project.records().allSatisfy { !$0.contains("pending") })
    #expect(controller.process.isRunning)
    await controller.process.kill()
    await proxy.stop()
  }

  /// Cuts all connections from a write of a ConfigMap on, until the controller has tried several times.
  private func loseServer(
    _ proxy: FaultProxy, at number: Int, _ act: () async throws -> Void
  ) async throws {
    let (cuts, feed) = AsyncStream.makeStream(of: Void.self)
    let (writes, tries) = (Count(), Count())
    let isAway = Count()
    proxy.setHook { request, moment in
      guard moment == .beforeForwarding else { return .proceed }
      let isWrite = request.isWrite && request.resource == "configmaps" && request.verb != "delete"
      if isWrite, writes.next() == number { _ = isAway.next() }
      guard isAway.value > 0 else { return .proceed }
      if tries.next() == 12 { feed.finish() }
      return .cut
    }
    try await act()
    for await _ in cuts {}
    proxy.setHook(nil)
  }
}
