import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// The notification-controller as a process: flags, endpoints, its end.
@Suite struct NotificationProcessTests {
  @Test("N-NET-08 N-MX-07 N-MX-10 probes and metrics answer; series that upstream no longer records are not there")
  func endpoints() async throws {
    let world = try await ReceiverWorld.shared()
    let place = try await world.place("process")
    try await place.createReceiver().waitUntilReady()
    let health = "http://127.0.0.1:\(world.controller.healthPort)"
    for path in ["healthz", "readyz"] { #expect(try await Download.get("\(health)/\(path)").status == 200) }
    let metrics = try await Download.get("http://127.0.0.1:\(world.controller.metricsPort)/metrics")
    let text = String(decoding: metrics.body, as: UTF8.self)
    for series in [
      "controller_runtime_reconcile_total{controller=\"receiver\"", "controller_runtime_active_workers",
      "controller_runtime_max_concurrent_reconciles", "workqueue_depth", "rest_client_requests_total",
      "process_resident_memory_bytes",
    ] { #expect(text.contains(series), "\(series)") }
    #expect(!text.contains("gotk_reconcile_condition") && !text.contains("gotk_suspend_status"))
  }

  @Test("N-FL-08 N-FL-30 N-FL-13 N-FL-14 one namespace, a log for people, errors only")
  func narrow() async throws {
    let world = try await ReceiverWorld.shared()
    let place = try await world.place("process-one")
    let away = try await world.place("process-other")
    try await place.createSource("shop")
    try await away.createSource("shop")
    let inside = try await place.createReceiver().waitUntilReady()
    let outside = try await away.createReceiver().waitUntilReady()
    let controller = try DeliveryWorld.controller(
      world.cluster, seeing: place.namespace,
      arguments: [
        "--log-encoding=console", "--log-level=error", "--feature-gates=DisableConfigWatchers=true",
      ])
    try await eventually("the path to be known", within: .seconds(60)) {
      (try? await place.call(inside.webhookPath, at: controller).status) == 200
    }
    #expect(try await place.call(outside.webhookPath, at: controller).status == 404)
    try await place.client.delete(GitRepository.resourceType, place.source("shop").key)
    #expect(try await place.call(inside.webhookPath, at: controller).status == 500)
    let log = controller.log
    #expect(log.contains("unable to request reconciliation") && !log.contains("annotated"))
    #expect(!log.contains("{\"level\""))
    let filtered = try await away.createReceiver("filtered", ["resourceFilter": "false"]).waitUntilReady()
    #expect(try await away.hook(filtered.webhookPath).status == 200)
    #expect(world.controller.log.contains("{\"level\":\"debug\""), "the other controller tells everything")
    await controller.process.kill()
  }

  @Test("N-NET-07 asked to end, the process lets calls finish; without its port it ends with 1")
  func ending() async throws {
    let world = try await ReceiverWorld.shared()
    let controller = try DeliveryWorld.controller(world.cluster, seeing: "default")
    try await eventually("the server") {
      (try? await Download.get("http://127.0.0.1:\(controller.webhooksPort)/").status) == 404
    }
    let taken = try DeliveryWorld.controller(
      world.cluster, seeing: "default", arguments: ["--receiverAddr=127.0.0.1:\(controller.webhooksPort)"])
    #expect(await taken.process.wait() == .exited(1))
    #expect(taken.log.contains("\(controller.webhooksPort)"))
    #expect(await controller.process.terminate(grace: .seconds(10)) == .exited(0))
  }

  @Test("N-RS-02 an unlabelled Secret is looked at again after the interval")
  func interval() async throws {
    let world = try await ReceiverWorld.shared()
    let place = try await world.place("process-interval", secret: nil)
    try await world.cluster.createSecret("token", in: place.namespace, ["token": "first"])
    let object = try await place.createReceiver("hook", ["interval": "2s"])
    let first = try await object.waitUntilReady().webhookPath
    let slow = try await place.createReceiver("slow").waitUntilReady().webhookPath
    try await place.client.patch(
      .secret, ObjectKey(namespace: place.namespace, name: "token"), .merge(["stringData": ["token": "second"]]))
    try await object.wait("the new path") { $0.webhookPath != first && !$0.webhookPath.isEmpty }
    #expect(try await place.receiver("slow").get().webhookPath == slow, "its interval is ten minutes")
  }
}
