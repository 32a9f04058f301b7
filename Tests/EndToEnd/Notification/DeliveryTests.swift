import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import OperatorKit
import OperatorKitTesting
import Synchronization
import Testing

/// How deliveries fare, on a real control plane.
@Suite struct DeliveryTests {
  @Test("N-AR-11 N-AR-13 N-AR-14 N-AR-17 N-PK-15 N-KE-08 what is not delivered is said on the Alert, without secrets")
  func failures() async throws {
    let place = try await DeliveryWorld.shared().place("failures")
    let cluster = place.world.cluster
    try await cluster.createSecret("login", in: place.namespace, ["token": "s3cret-of-login"])
    try await place.provider()
    try await place.provider("no-secret", ["secretRef": ["name": "gone"]])
    try await place.provider("bad-address", ["address": "not an address"])
    try await place.provider("identity", ["serviceAccountName": "somebody"])
    try await place.provider("refusing", ["secretRef": ["name": "login"]])
    place.world.mailbox.answer(place.path("refusing")) { _ in .text("unknown token s3cret-of-login", status: 401) }
    for name in ["nobody", "no-secret", "bad-address", "identity", "refusing"] {
      try await place.alert(name, ["providerRef": ["name": .string(name)]])
    }
    try await place.alert()
    try await place.settle()
    #expect(try await place.post(place.event("something")).status == 202)
    let reason = "NotificationDispatchFailed"
    try await place.warning(reason, about: "nobody", "failed to read provider")
    try await place.warning(reason, about: "no-secret", "secret '\(place.namespace)/gone' not found")
    try await place.warning(reason, about: "bad-address", "invalid generic address")
    try await place.warning(reason, about: "identity", "ObjectLevelWorkloadIdentity")
    let refusal = try await place.warning(reason, about: "refusing", "failed to send notification for")
    #expect(refusal.message.contains("Kustomization/\(place.namespace)/app") && refusal.message.contains("401"))
    #expect(refusal.message.contains("unknown token ***") && !refusal.message.contains("s3cret"))
    #expect(!place.world.controller.log.contains("s3cret-of-login"))
    var components: Set<String> = []
    _ = try await place.client.list(.event, namespace: place.namespace) {
      components.insert($0.json[path: "source", "component"]?.stringValue ?? "")
    }
    #expect(components == ["notification-controller"])
    // One that is well is told all the same.
    _ = try await place.delivery("something")
  }

  @Test("N-PS-01 N-PS-13 a type that does not exist, and an expression where none may be, are refused at the door")
  func types() async throws {
    let place = try await DeliveryWorld.shared().place("types")
    await #expect(throws: (any Error).self) { try await place.provider("pigeon", ["type": "carrier-pigeon"]) }
    for type in ProviderType.known { try await place.provider(type.rawValue, ["type": .string(type.rawValue)]) }
    #expect(ProviderType.known.count == 34)
  }

  @Test("N-AR-15 N-AR-16 a provider that hangs delays neither who posts nor other providers, and is given up in time")
  func hanging() async throws {
    let place = try await DeliveryWorld.shared().place("hanging")
    let isOpen = Mutex(false)
    place.world.mailbox.answer(place.path("hanging")) { _ in
      while !isOpen.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(50)) }
      return ServerResponse(status: 200)
    }
    defer { isOpen.withLock { $0 = true } }
    try await place.provider()
    try await place.provider("hanging", ["timeout": "2s"])
    try await place.alert()
    try await place.alert("waiting", ["providerRef": ["name": "hanging"]])
    try await place.settle()
    try await place.post(place.event("first"))
    _ = try await place.delivery("first")
    for number in 0..<20 { try await place.post(place.event("next", name: "app-\(number)")) }
    try await eventually("the others to be delivered", within: .seconds(60)) { place.letters().count == 21 }
    try await place.warning("NotificationDispatchFailed", about: "waiting", "failed to send")
    isOpen.withLock { $0 = true }
    try await eventually("the provider to be told once it is well", within: .seconds(120)) {
      place.letters("hanging").contains { $0.message == "next" }
    }
  }

  @Test("a Secret that is deleted and made anew in mid-flight: a warning, and then the new one counts at once")
  func secrets() async throws {
    let place = try await DeliveryWorld.shared().place("secrets")
    let cluster = place.world.cluster
    let key = ObjectKey(namespace: place.namespace, name: "login")
    try await cluster.createSecret("login", in: place.namespace, ["headers": "Authorization: one"])
    let accepted = Mutex("one")
    place.world.mailbox.answer(place.path("hook")) { letter in
      ServerResponse(status: letter.headers["Authorization"] == accepted.withLock { $0 } ? 200 : 401)
    }
    try await place.provider("hook", ["secretRef": ["name": "login"]])
    try await place.alert()
    try await place.settle()
    try await place.post(place.event("with the first"))
    _ = try await place.delivery("with the first")
    // The provider wants another one now, and the Secret is changed before the next event: no delivery is lost.
    accepted.withLock { $0 = "two" }
    try await place.client.patch(.secret, key, .merge(["stringData": ["headers": "Authorization: two"]]))
    try await place.post(place.event("with the second"))
    try await eventually("the new Secret to be used", within: .seconds(60)) {
      place.letters().contains { $0.message == "with the second" && $0.headers["Authorization"] == "two" }
    }
    try await place.client.delete(.secret, key)
    try await place.posting(until: "a warning that it is gone", { place.event("without \($0)x") }) {
      try await cluster.events(about: "all", in: place.namespace).contains {
        $0.reason == "NotificationDispatchFailed" && $0.message.contains("login")
      }
    }
    try await cluster.createSecret("login", in: place.namespace, ["headers": "Authorization: two"])
    try await place.posting(until: "deliveries to go on", { place.event("back \($0)x") }) {
      place.letters().contains { $0.message.hasPrefix("back") }
    }
  }

  @Test("a Provider that is changed, or whose labelled Secret is, is tried at once; another one waits for its back-off")
  func mended() async throws {
    let place = try await DeliveryWorld.shared().place("mended")
    let key = ObjectKey(namespace: place.namespace, name: "login")
    var secret = DynamicObject(.secret, key)
    secret.json["stringData"] = ["headers": "X-Try: one"]
    secret.setLabel("reconcile.fluxcd.io/watch", "Enabled")
    _ = try await place.client.create(.secret, secret)
    let isWell = Mutex(false)
    let told = Mutex<[String: Int]>([:])
    let names = ["changed", "secret", "untouched"]
    for name in names {
      place.world.mailbox.answer(place.path(name)) { _ in
        guard isWell.withLock({ $0 }) else { return ServerResponse(status: 401) }
        told.withLock { $0[name, default: 0] += 1 }
        return ServerResponse(status: 200)
      }
      let login: JSONObject = name == "secret" ? ["secretRef": ["name": "login"]] : [:]
      try await place.provider(name, login)
      try await place.alert(name, ["providerRef": ["name": .string(name)]])
    }
    try await place.settle()
    for number in 0..<12 { try await place.post(place.event("failed", name: "app-\(number)")) }
    // Each failure doubles the pause; after the fifth it is a dozen seconds at least.
    try await eventually("five failures of each", within: .patience, every: .milliseconds(20)) {
      names.allSatisfy { place.letters($0).count >= 5 }
    }
    isWell.withLock { $0 = true }
    let provider = place.object(Provider.resourceType, "changed")
    try await provider.patch(["spec": ["username": "flux"]])
    try await place.client.patch(.secret, key, .merge(["stringData": ["headers": "X-Try: two"]]))
    try await eventually("both to be told", within: .patience, every: .milliseconds(20)) {
      told.withLock { ($0["changed"] ?? 0) > 0 && ($0["secret"] ?? 0) > 0 }
    }
    #expect(told.withLock { $0["untouched"] } == nil)
    #expect(place.letters("secret").last?.headers["X-Try"] == "two")
  }

  @Test("a burst becomes one message with a count")
  func bursts() async throws {
    let place = try await DeliveryWorld.shared().place("bursts")
    let isOpen = Mutex(false)
    place.world.mailbox.answer(place.path("hook")) { _ in
      while !isOpen.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(20)) }
      return ServerResponse(status: 200)
    }
    defer { isOpen.withLock { $0 = true } }
    try await place.provider("hook", ["timeout": "120s"])
    try await place.alert()
    try await place.settle()
    try await place.post(place.event("in hand"))
    try await eventually("the first to be in hand", within: .seconds(60)) { place.letters().count == 1 }
    for number in 1...50 {
      let metadata = ["\(DeliveryPlace.group)/token": "\(number)"]
      #expect(try await place.post(place.event("retried \(number) times", metadata: metadata)).status == 202)
    }
    try await place.waitUntilMatched()
    isOpen.withLock { $0 = true }
    _ = try await place.delivery("retried 50 times\n(50 events like this one)")
    #expect(place.letters().count == 2)
  }

  @Test("N-PT-01 N-PT-02 N-PK-06 N-FL-06 N-FL-31 N-EV-10 signed deliveries, again when their window is over")
  func signed() async throws {
    let world = try await DeliveryWorld.shared()
    let place = try await world.place("signed")
    try await world.cluster.createSecret(
      "key", in: place.namespace, ["token": "hmac", "headers": "X-Tenant: a"])
    try await place.provider("hook", ["type": "generic-hmac", "secretRef": ["name": "key"]])
    try await place.alert()
    let repository = GiteaRepository(world.mailbox, place.namespace)
    try await world.cluster.createSecret("token", in: place.namespace, ["token": GiteaRepository.token])
    try await place.provider(
      "git", ["type": "gitea", "address": .string(repository.address), "secretRef": ["name": "token"]])
    try await place.alert("statuses", ["providerRef": ["name": "git"], "eventSeverity": "error"])
    try await place.settle()
    let event = place.event("again and again")
    #expect(try await place.post(event).status == 202)
    // What one controller was told, another one has not heard of.
    let brief = try DeliveryWorld.controller(
      world.cluster, seeing: place.namespace, environment: ["NOTIFIER_GITEA_DEBUG": "true"],
      arguments: ["--rate-limit-interval=2s"])
    defer { brief.process.signal(9) }
    try await eventually("the event to be told again", within: .seconds(120), every: .milliseconds(200)) {
      _ = try? await place.post(event, to: brief)
      return place.letters().count >= 3
    }
    let metadata = ["\(DeliveryPlace.group)/revision": DeliveryPlace.commit]
    try await place.post(place.event("failed", severity: "error", metadata: metadata), to: brief)
    try await eventually("the calls for a status in the log", within: .seconds(60)) {
      brief.log.contains("sets a status") && brief.log.contains("has set a status")
    }
    #expect(!world.controller.log.contains("sets a status"))
    for letter in place.letters() where letter.message.hasPrefix("again") {
      let code = DigestAlgorithm.sha256.authenticationCode(of: letter.body, key: Array("hmac".utf8))
      #expect(letter.headers["X-Signature"] == "sha256=\(Hex.encode(code))" && letter.headers["X-Tenant"] == "a")
    }
    // Those that were dropped in between are counted.
    #expect(place.letters().contains { $0.message.contains("events like this one") })
  }

  @Test("N-NET-07 on SIGTERM the servers stop and the process ends well; a port that is taken ends it with 1")
  func processes() async throws {
    let world = try await DeliveryWorld.shared()
    let place = try await world.place("processes")
    let controller = try DeliveryWorld.controller(world.cluster, seeing: place.namespace)
    try await eventually("the event server to answer", within: .seconds(60)) {
      (try? await place.post(place.event("hello"), to: controller)) != nil
    }
    #expect(await controller.process.terminate(grace: .seconds(30)) == .exited(0))
    let taken = try RunningController.start("notification-controller", world.cluster) { ports, _ in
      [
        "--events-addr=127.0.0.1:\(world.controller.eventsPort)", "--receiverAddr=127.0.0.1:\(ports[0])",
        "--metrics-addr=127.0.0.1:\(ports[1])", "--health-addr=127.0.0.1:\(ports[2])",
      ]
    }
    #expect(await taken.process.wait() == .exited(1))
  }

  @Test("N-MX-01 N-MX-02 N-MX-03 N-MX-05 N-NET-08 N-NET-03 what is measured, and the probes")
  func metrics() async throws {
    let place = try await DeliveryWorld.shared().place("metrics")
    let controller = place.world.controller
    try await place.post(place.event("measured"))
    try await place.post(place.event("measured"))
    let labels = ["handler": "/", "method": "POST", "code": "429"]
    for series in ["gotk_event_http_request_duration_seconds_count", "gotk_event_http_response_size_bytes_count"] {
      let count = try await controller.metric(series, port: controller.metricsPort, labels: labels)
      #expect((count ?? 0) >= 1, "\(series)")
    }
    #expect(
      try await controller.metric(
        "gotk_event_http_requests_inflight", port: controller.metricsPort, labels: ["handler": "/"]) != nil)
    for bound in ["100", "1000000000"] {
      let bucket = try await controller.metric(
        "gotk_event_http_response_size_bytes_bucket", port: controller.metricsPort,
        labels: ["le": bound, "code": "202"])
      #expect(bucket != nil, "\(bound)")
    }
    for probe in ["healthz", "readyz"] {
      #expect(try await Download.get("http://127.0.0.1:\(controller.healthPort)/\(probe)").status == 200)
    }
  }
}
