import OperatorKit
import OperatorKitTesting
import Testing

@Suite struct WatchPaceTests {
  private typealias Limits = WatchPace.Limits

  @Test func aServerThatSendsBookmarksIsTakenAtItsWord() {
    var pace = WatchPace(WatchLiveness())
    let first = pace.limits(random: 0)
    #expect(first == Limits(timeout: .seconds(90), idle: .seconds(110)))
    #expect(pace.limits(random: 1) == Limits(timeout: .seconds(130), idle: .seconds(150)))
    pace.bookmark(after: .seconds(60), of: first)
    #expect(pace.limits(random: 0) == Limits(timeout: .seconds(300), idle: .seconds(150)))
    #expect(pace.limits(random: 1) == Limits(timeout: .seconds(600), idle: .seconds(150)))
    pace.fellSilent()
    #expect(pace.limits(random: 0) == first, "it may have stopped to send them")
  }

  @Test func oneBookmarkAtTheEndIsNoPromise() {
    var pace = WatchPace(WatchLiveness())
    let first = pace.limits(random: 0)
    pace.bookmark(after: .seconds(88), of: first)
    #expect(pace.limits(random: 0) == first)
  }
}

/// Watches behind a proxy that loses them.
@Suite struct SilentWatchTests {
  private func informer(_ namespace: TestNamespace, _ proxy: FaultProxy) throws -> Informer<String> {
    var configuration = try ClientConfiguration.kubeconfig(path: proxy.kubeconfigPath)
    configuration.requestTimeout = .seconds(3)
    return Informer(
      .configMap, client: KubernetesClient(configuration),
      scope: .init(namespace: namespace.name, fieldSelector: "metadata.name!=kube-root-ca.crt"),
      backoff: Backoff(base: .milliseconds(10), limit: .milliseconds(100)),
      liveness: WatchLiveness(shortLength: .seconds(2) ... .seconds(2), grace: .seconds(2))
    ) { $0.json[path: "data", "k"]?.stringValue ?? "" }
  }

  @Test(
    "A watch that is never answered, and one that falls silent, are given up and begun anew",
    arguments: [
      Fault.hang, .delayEvents(.seconds(3_600)),
    ])
  func lost(fault: Fault) async throws {
    let namespace = try await TestNamespace.make()
    let proxy = try await FaultProxy.start(inFrontOf: .shared())
    let injection = proxy.inject(fault, times: 1) { $0.isWatch }
    let informer = try informer(namespace, proxy)
    let running = Task { await informer.run() }
    defer { running.cancel() }
    try await informer.waitUntilSynced()
    try await eventually("the watch to begin") { proxy.requestLog().contains { $0.request.isWatch } }
    _ = try await namespace.client.create(.configMap, namespace.configMap("late", ["k": "1"]))
    try await eventually("the object that the lost watch did not tell of", within: .seconds(60)) {
      informer.store[namespace.key("late")]?.object == "1"
    }
    #expect(injection.hits == 1)
    await proxy.stop()
  }
}
