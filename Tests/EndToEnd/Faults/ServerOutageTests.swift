import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The API server, and after it etcd, killed while both controllers are at work, on a control plane of their own.
@Suite struct ServerOutageTests {
  @Test("Both controllers go on where they were when the API server and etcd come back")
  func killedInMidReconcile() async throws {
    let plane = try await ControlPlane.start(.apiServerOnly)
    guard !plane.isExisting else { return }
    let cluster = try await TestCluster.prepare(plane)
    let git = try await GitHTTPServer.start()
    let namespace = try await cluster.namespace("outage")
    try await cluster.createSecret(
      "git", in: namespace, ["username": git.username, "password": git.password, "ca.crt": git.authorityPEM])
    let repository = try await git.createRepository("outage")
    try await repository.commit(files: Self.files(version: 0))
    let proxy = try await FaultProxy.start(inFrontOf: plane)
    let environment = ["KUBECONFIG": proxy.kubeconfigPath]
    let source = try SourceWorld.controller(cluster, environment: environment)
    let kustomize = try RunningController.start("kustomize-controller", cluster, environment: environment, ports: 2) {
      ports, _ in
      [
        "--metrics-addr=127.0.0.1:\(ports[0])", "--health-addr=127.0.0.1:\(ports[1])", "--min-retry-delay=100ms",
        "--max-retry-delay=1s", "--requeue-dependency=1s",
      ]
    }
    let repo = WatchedObject(
      client: cluster.client, type: GitRepository.resourceType, key: ObjectKey(namespace: namespace, name: "repo"))
    let app = WatchedObject(
      client: cluster.client, type: Kustomization.resourceType, key: ObjectKey(namespace: namespace, name: "app"))
    try await repo.create(spec: SourceWorld.spec(repository.url, interval: "1s"))
    try await app.create(spec: ServerFaultTests.spec(namespace))
    try await app.waitUntilReady()

    for (version, component) in [(1, ControlPlane.Component.apiServer), (2, .etcd)] {
      let (writes, feed) = AsyncStream.makeStream(of: Void.self)
      // The third object that is written of the new version is one in the middle.
      let count = Count()
      proxy.setHook { request, moment in
        let isApply = request.isWrite && request.resource == "configmaps" && moment == .beforeForwarding
        if isApply, count.next() == 3 { feed.finish() }
        return .proceed
      }
      let commit = try await repository.commit(files: Self.files(version: version))
      for await _ in writes {}
      try await plane.kill(component)
      try await plane.start(component)
      if component == .etcd {
        try await eventually("the API server finding etcd again") { (try? await repo.get()) != nil }
      }
      proxy.setHook(nil)
      try await app.wait("version \(version)") {
        $0.lastAppliedRevision == "main@sha1:\(commit)" && $0.condition("Ready")?.status == .true
      }
      for number in 0..<10 {
        let key = ObjectKey(namespace: namespace, name: "map-\(number)")
        let value = try await cluster.client.get(.configMap, key).json[path: "data", "k"]
        #expect(value == .string("\(version)"))
      }
    }
    #expect(source.process.isRunning && kustomize.process.isRunning)
    await source.process.kill()
    await kustomize.process.kill()
    await plane.stop()
  }

  private static func files(version: Int) -> [String: String] {
    var files: [String: String] = [:]
    for number in 0..<10 { files["\(number).yaml"] = Manifest.configMap("map-\(number)", ["k": "\(version)"]) }
    return files
  }
}
