import Digests
import GitOpsAPI
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// What becomes of a Receiver: path, conditions, events, suspension, deletion.
@Suite struct ReceiverStatusTests {
  @Test(
    "N-RS-19 N-RS-20 N-KE-09 N-KE-14 N-KE-05 N-KE-08 N-NET-19 N-MX-06 a Receiver gets its path, until it goes")
  func lifecycle() async throws {
    let place = try await ReceiverWorld.shared().place("receiver")
    let start = try await place.client.list(Receiver.resourceType, namespace: place.namespace) { _ in }
    let object = try await place.createReceiver("hook", ["interval": "5m"])
    #expect(try await states(since: start.resourceVersion, place).first == -1, "nobody has looked yet")
    let ready = try await object.waitUntilReady()
    let digest = DigestAlgorithm.sha256.hexDigest(of: "\(ReceiverWorld.token)hook\(place.namespace)")
    #expect(ready.webhookPath == "/hook/\(digest)")
    let condition = ready.condition("Ready")
    #expect(condition?.reason == "Succeeded")
    #expect(condition?.message == "Receiver initialized for path: /hook/\(digest)")
    #expect(ready.conditions.count == 1 && ready.isCurrent)
    #expect(ready.json[path: "metadata", "finalizers"] == ["finalizers.fluxcd.io"])
    try await eventually("the event") {
      try await place.events().contains {
        $0.type == "Normal" && $0.reason == "Succeeded" && $0.message == "Reconciliation finished, next run in 5m0s"
      }
    }
    var source = ""
    _ = try await place.client.list(.event, namespace: place.namespace) { event in
      source = event.json[path: "source", "component"]?.stringValue ?? source
    }
    #expect(source == "notification-controller")

    let world = place.world
    func runs() async throws -> Double? {
      try await world.controller.metric(
        "gotk_reconcile_duration_seconds_count", port: world.controller.metricsPort,
        labels: ["kind": "Receiver", "name": "hook", "namespace": place.namespace])
    }
    #expect(try await runs() ?? 0 > 0)
    #expect(!world.controller.log.contains(digest), "paths are not logged")
    #expect(!world.controller.log.contains(ReceiverWorld.token))
    try await place.client.delete(Receiver.resourceType, object.key)
    try await object.waitUntilGone()
    try await eventually("the series to go") { try await runs() == nil }
    #expect(try await place.call(ready.webhookPath).status == 404)
  }

  @Test("a new Receiver is reconciled once its finalizer is there, and then left alone: its own changes wake nobody")
  func once() async throws {
    let world = try await ReceiverWorld.shared()
    let place = try await world.place("receiver-once", secret: nil)
    try await world.cluster.createSecret("token", in: place.namespace, ["token": ReceiverWorld.token])
    for number in 0..<8 { try await place.createReceiver("hook-\(number)") }
    for number in 0..<8 { try await place.receiver("hook-\(number)").waitUntilReady() }
    // What the watch tells comes in order: behind this one nothing is on its way that concerns the others.
    try await place.createReceiver("last").waitUntilReady()
    for number in 0..<8 {
      let runs = try await world.controller.metric(
        "gotk_reconcile_duration_seconds_count", port: world.controller.metricsPort,
        labels: ["kind": "Receiver", "name": "hook-\(number)", "namespace": place.namespace])
      #expect(runs == 2, "one puts the finalizer there, one does the rest")
      let events = try await place.events("hook-\(number)")
      #expect(events.map(\.count).reduce(0, +) <= 1)
    }
  }

  /// The observed generations of a Receiver until it is ready. Until then it has been progressing.
  private func states(since version: String, _ place: ReceiverPlace) async throws -> [Int64?] {
    var generations: [Int64?] = []
    var reasons: Set<String> = []
    let watch = try await place.client.watch(
      Receiver.resourceType, namespace: place.namespace, options: WatchOptions(resourceVersion: version))
    for try await event in watch {
      switch event {
      case .added(let object), .modified(let object):
        generations.append(object.observedGeneration)
        if let condition = object.condition("Reconciling") {
          reasons.insert("\(condition.reason): \(condition.message)")
        }
        if object.condition("Ready")?.status == .true {
          #expect(reasons == ["Progressing: Reconciliation in progress"])
          return generations
        }
      default: break
      }
    }
    return generations
  }

  @Test(
    "N-KE-10 N-KE-06 N-RS-21 N-RS-22 N-RS-25 N-API-11 N-API-12 N-FL-09 without a token no path; a new one ends the old")
  func token() async throws {
    let place = try await ReceiverWorld.shared().place("receiver-token", secret: nil)
    let object = try await place.createReceiver()
    let failed = try await object.waitUntilFailed("TokenNotFound")
    #expect(failed.condition("Reconciling")?.reason == "ProgressingWithRetry")
    #expect(failed.webhookPath.isEmpty && failed.observedGeneration != failed.generation)
    #expect(failed.condition("Ready")?.message.contains("'\(place.namespace)/token'") == true)
    #expect(failed.condition("Stalled") == nil)
    try await object.patch(["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "asked-1"]]])
    try await object.wait("the request to be noted though the run fails") {
      $0.json[path: "status", "lastHandledReconcileAt"] == "asked-1"
    }
    try await eventually("the event") {
      try await place.events().contains { $0.type == "Warning" && $0.reason == "Failed" }
    }

    try await place.createSecret("token")
    let first = try await object.waitUntilReady()
    try await place.createSource("shop")
    #expect(try await place.hook(first.webhookPath).status == 200)
    // The interval is ten minutes: only the label makes this quick.
    try await place.client.patch(
      .secret, ObjectKey(namespace: place.namespace, name: "token"), .merge(["stringData": ["token": "another"]]))
    let second = try await object.wait("the new path") { $0.webhookPath != first.webhookPath }
    #expect(try await place.hook(second.webhookPath).status == 200)
    #expect(try await place.call(first.webhookPath).status == 404)

    try await place.client.patch(
      .secret, ObjectKey(namespace: place.namespace, name: "token"), .merge(["data": ["token": .null, "x": "eA=="]]))
    let missing = try await object.wait("the token to be missed") { $0.condition("Ready")?.status == .false }
    #expect(missing.condition("Ready")?.reason == "TokenNotFound" && missing.webhookPath.isEmpty)
    try await eventually("the path to end") { try await place.call(second.webhookPath).status == 404 }
  }

  @Test("N-KE-13 N-KE-15 N-KE-16 N-KE-07 N-RS-24 what only a change of the spec can mend stalls, untried")
  func terminal() async throws {
    let place = try await ReceiverWorld.shared().place("receiver-stalled")
    let object = try await place.createReceiver("hook", ["resourceFilter": "req.x"])
    let stalled = try await object.wait("Stalled") { $0.condition("Stalled")?.status == .true && $0.isCurrent }
    let prefix = "Reconciliation failed terminally due to configuration error: "
    #expect(stalled.condition("Stalled")?.reason == "InvalidCELExpression")
    #expect(stalled.condition("Ready")?.reason == "InvalidCELExpression")
    #expect(stalled.condition("Ready")?.message.hasPrefix(prefix) == true)
    #expect(stalled.condition("Reconciling") == nil)
    try await eventually("the event") {
      try await place.events().contains {
        $0.type == "Warning" && $0.reason == "InvalidCELExpression" && $0.message.hasPrefix(prefix)
      }
    }
    // Were it tried again as failures are, a second would have seen several runs.
    try await Task.sleep(for: .seconds(1))
    #expect(try await place.events().map(\.count).reduce(0, +) == 1)
    let asked = try await object.reconcile()
    #expect(asked.condition("Stalled")?.status == .true)

    try await object.patch(["spec": ["resourceFilter": "req.x == 1"]])
    let mended = try await object.waitUntilReady()
    #expect(mended.condition("Stalled") == nil && mended.condition("Reconciling") == nil)
    // A generation that fails for want of a token is not observed; Reconciling takes the place of Stalled.
    try await object.patch(["spec": ["resourceFilter": "req"]])
    try await object.wait("Stalled") { $0.condition("Stalled")?.status == .true && $0.isCurrent }
    try await object.patch(["spec": ["resourceFilter": .null, "secretRef": ["name": "missing"]]])
    let failed = try await object.waitUntilFailed("TokenNotFound")
    #expect(failed.condition("Stalled") == nil && failed.condition("Reconciling") != nil && !failed.isCurrent)
  }

  @Test("N-RS-17 N-RV-03 suspended: not reconciled, and callers are told to come later")
  func suspended() async throws {
    let place = try await ReceiverWorld.shared().place("receiver-suspended")
    try await place.createSource("shop")
    let object = try await place.createReceiver()
    let ready = try await object.waitUntilReady()
    try await object.patch(["spec": ["suspend": true]])
    try await eventually("callers to be turned away") {
      try await place.call(ready.webhookPath).status == 503
    }
    try await object.patch(["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": "asked"]]])
    let other = try await place.createReceiver("other")
    try await other.waitUntilReady()
    let still = try await object.get()
    #expect(still.json[path: "status", "lastHandledReconcileAt"] == nil && !still.isCurrent)
    try await object.patch(["spec": ["suspend": false]])
    try await object.waitUntilReady()
    try await eventually("callers to be let in") { try await place.call(ready.webhookPath).status == 200 }
    // A suspended Receiver can be deleted.
    try await object.patch(["spec": ["suspend": true]])
    try await place.client.delete(Receiver.resourceType, object.key)
    try await object.waitUntilGone()
  }

  @Test("a Receiver of an older version is served, and works", arguments: ["v1beta2", "v1beta1"])
  func olderVersions(version: String) async throws {
    let place = try await ReceiverWorld.shared().place("receiver-\(version)")
    let old = ResourceType(
      group: APIGroup.notification, version: version, kind: "Receiver", plural: "receivers")
    var object = DynamicObject(old, ObjectKey(namespace: place.namespace, name: "hook"))
    object.json["spec"] = [
      "type": "github", "events": ["ping"], "secretRef": ["name": "token"],
      "resources": [["kind": "GitRepository", "name": "shop"]],
    ]
    _ = try await place.client.create(old, object)
    let ready = try await place.receiver().waitUntilReady()
    #expect(ready.apiVersion == "notification.toolkit.fluxcd.io/v1" && !ready.webhookPath.isEmpty)
  }
}
