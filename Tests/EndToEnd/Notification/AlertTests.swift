import GitOpsAPI
import HTTP
import JSON
import OperatorKit
import OperatorKitTesting
import Testing

/// Which events reach which Provider, on a real control plane.
@Suite struct AlertTests {
  @Test("N-EV-01 N-EV-03 N-EV-06 N-EV-07 N-EV-08 N-EV-12 N-EV-13 N-MD-06 an event is delivered; its like is not")
  func delivery() async throws {
    let place = try await DeliveryWorld.shared().place("delivery")
    try await place.provider()
    try await place.alert()
    try await place.settle()
    func key(_ name: String) -> String { "\(DeliveryPlace.group)/\(name)" }
    let metadata = [
      key("revision"): "main@sha1:1", key("checksum"): "c", key("Digest"): "d", "other/x": "y", key("token"): "t1",
      "event.toolkit.fluxcd.io/deploymentID": "7",
    ]
    let first = try await place.post(place.event("one", metadata: metadata))
    #expect(first.status == 202 && first.headers["X-RateLimit-Limit"] == "1")
    #expect(first.headers["X-RateLimit-Remaining"] == "0")
    #expect(first.headers["X-RateLimit-Reset"]?.hasSuffix("UTC") == true)
    let letter = try await place.delivery("one")
    #expect(letter.json["metadata"] == ["revision": "main@sha1:1", "deploymentID": "7"])
    #expect(letter.headers["gotk-component"] == "kustomize-controller")
    // Severity, reason and other metadata make no difference.
    let again = place.event("one", severity: "error", reason: "Other", metadata: metadata.merging(["z": "1"]) { $1 })
    let second = try await place.post(again)
    #expect(second.status == 429 && second.headers["Retry-After"] == second.headers["X-RateLimit-Reset"])
    // Another token, revision or object does.
    var others = metadata
    others[key("token")] = "t2"
    #expect(try await place.post(place.event("one", metadata: others)).status == 202)
    others[key("revision")] = "main@sha1:2"
    #expect(try await place.post(place.event("one", metadata: others)).status == 202)
    #expect(try await place.post(place.event("one", name: "other", metadata: others)).status == 202)
    try await eventually("all to be delivered", within: .seconds(60)) { place.letters().count == 4 }
    #expect(!place.letters().contains { String(decoding: $0.body, as: UTF8.self).contains("token") })
    #expect(place.world.controller.log.contains("discarding an event that was told before"))
    // Nobody wants this one, which is no failure.
    #expect(try await place.post(place.event("nobody", kind: "OCIRepository")).status == 202)
  }

  @Test("what differs in lengths of time and counters only is told once")
  func noise() async throws {
    let place = try await DeliveryWorld.shared().place("noise")
    try await place.provider()
    try await place.alert()
    try await place.settle()
    let statuses = [
      "Health check passed in 1.2s", "Health check passed in 950ms", "Health check passed in 1h0m0s",
      "Health check failed in 1.2s", "applied 3 objects", "applied 15 objects", "chart 1.2.3", "chart 1.2.4",
    ]
    var answers: [Int] = []
    for message in statuses { answers.append(try await place.post(place.event(message)).status) }
    #expect(answers == [202, 429, 429, 202, 202, 429, 202, 202])
    try await eventually("five to be delivered", within: .seconds(60)) { place.letters().count == 5 }
  }

  @Test("N-AR-01 N-AR-12 N-PS-12 N-AS-01 suspended Alerts and Providers tell nothing, and nobody of it")
  func suspended() async throws {
    let place = try await DeliveryWorld.shared().place("suspended")
    try await place.provider()
    let quiet = try await place.provider("quiet", ["suspend": true])
    let all = try await place.alert("all", ["suspend": true])
    try await place.alert("unheard", ["providerRef": ["name": "quiet"]])
    try await place.alert("failures", ["eventSeverity": "error"])
    try await place.settle()
    try await place.post(place.event("nothing of this"))
    try await place.post(place.event("a failure", severity: "error", reason: "HealthCheckFailed"))
    _ = try await place.delivery("a failure")
    #expect(place.letters().map(\.message) == ["a failure"] && place.letters("quiet").isEmpty)
    #expect(try await place.world.cluster.events(about: "unheard", in: place.namespace).isEmpty)
    try await all.patch(["spec": ["suspend": false]])
    try await quiet.patch(["spec": ["suspend": false]])
    try await place.posting(until: "both to tell again", { place.event("again \($0)x") }) {
      place.letters().count > 1 && !place.letters("quiet").isEmpty
    }
    #expect(!place.letters("quiet").contains { $0.message == "a failure" })
  }

  @Test("N-AS-09 N-AS-10 N-AR-04 N-AR-05 messages are let in and kept out; what is no expression is said")
  func expressions() async throws {
    let place = try await DeliveryWorld.shared().place("expressions")
    try await place.provider()
    try await place.alert(
      "all",
      ["inclusionList": ["(", "(?i)health", "^applied"], "exclusionList": ["[", "passed$"]])
    try await place.alert("broken", ["inclusionList": ["*"], "providerRef": ["name": "hook"]])
    try await place.settle()
    for message in ["HEALTH check passed", "not applied", "applied revision", "Health check failed"] {
      try await place.post(place.event(message))
    }
    _ = try await place.delivery("Health check failed")
    #expect(place.letters().map(\.message).sorted() == ["Health check failed", "applied revision"])
    try await place.warning("InvalidConfig", "failed to compile inclusion regex: (")
    try await place.warning("InvalidConfig", "failed to compile exclusion regex: [")
    try await place.warning("InvalidConfig", about: "broken", "failed to compile inclusion regex: *")
  }

  @Test("N-AS-07 N-AR-06 N-AR-07 N-KE-01 labels are those that the object has now")
  func labels() async throws {
    let place = try await DeliveryWorld.shared().place("labels")
    func source(_ labels: JSONValue) -> JSONValue {
      [["kind": "Kustomization", "name": "*", "matchLabels": labels]]
    }
    try await place.provider()
    try await place.alert("all", ["eventSources": source(["team": "a"])])
    try await place.alert("nonsense", ["eventSources": source(["no label": "a b"])])
    try await place.settle()
    let app = place.object(Kustomization.resourceType, "app")
    let spec: JSONValue = [
      "interval": "1h", "prune": false, "suspend": true, "sourceRef": ["kind": "GitRepository", "name": "none"],
    ]
    try await app.create(spec: spec, labels: ["team": "b"])
    try await place.post(place.event("of team b"))
    try await place.waitUntilMatched()
    try await app.patch(["metadata": ["labels": ["team": "a"]]])
    try await place.post(place.event("of team a"))
    _ = try await place.delivery("of team a")
    #expect(place.letters().map(\.message) == ["of team a"])
    try await place.post(place.event("of nobody", name: "gone"))
    try await place.warning("SourceFetchFailed", "gone")
    try await place.warning("InvalidConfig", about: "nonsense", "matchLabels")
  }

  @Test("N-AS-05 N-AR-10 N-FL-10 Alerts hear of other namespaces, unless that was forbidden")
  func namespaces() async throws {
    let world = try await DeliveryWorld.shared()
    let (place, other) = (try await world.place("listener"), try await world.place("speaker"))
    try await place.provider()
    let sources: JSONValue = [
      ["kind": "Kustomization", "name": "*", "namespace": .string(other.namespace)],
      ["kind": "Kustomization", "name": "*"],
    ]
    try await place.alert("all", ["eventSources": sources])
    try await place.settle()
    try await other.post(other.event("from elsewhere"))
    _ = try await place.delivery("from elsewhere")

    let strict = try DeliveryWorld.controller(
      world.cluster, seeing: place.namespace, arguments: ["--no-cross-namespace-refs"])
    defer { strict.process.signal(9) }
    try await eventually("the strict controller to deliver", within: .seconds(90)) {
      guard (try? await place.post(place.event("from here"), to: strict)) != nil else { return false }
      return place.letters().contains { $0.message == "from here" }
    }
    try await other.post(other.event("forbidden"), to: strict)
    let warning = try await place.warning("NotificationDispatchFailed", "access denied")
    #expect(warning.message.contains("Kustomization/\(other.namespace)/app"))
    #expect(!place.letters().contains { $0.message == "forbidden" })
  }

  @Test("N-MD-11 N-MD-13 N-AS-12 what the Alert adds, and a warning where that is ambiguous")
  func metadata() async throws {
    let place = try await DeliveryWorld.shared().place("metadata")
    try await place.provider()
    try await place.alert("all", ["summary": "old way", "eventMetadata": ["env": "prod", "revision": "of the alert"]])
    try await place.settle()
    let metadata = [
      "\(DeliveryPlace.group)/revision": "main@sha1:1", "event.toolkit.fluxcd.io/env": "of the object",
      "event.toolkit.fluxcd.io/cluster": "one", "\(DeliveryPlace.group)/originRevision": "o",
    ]
    try await place.post(place.event("merged", metadata: metadata))
    let letter = try await place.delivery("merged")
    #expect(
      letter.json["metadata"] == [
        "revision": "main@sha1:1", "originRevision": "o", "env": "prod", "cluster": "one", "summary": "old way",
      ])
    let warning = try await place.warning("MetadataAppendFailed", "env, revision")
    #expect(
      warning.annotations == [
        "env": "involved object annotations, Alert object .spec.eventMetadata",
        "revision": "Alert object .spec.eventMetadata, involved object controller metadata",
      ])
    #expect(place.world.controller.log.contains("spec.summary is deprecated"))
  }

  @Test("N-KE-02 N-KE-03 N-KE-04 N-AS-14 N-NET-19 finalizers: Providers are held, Alerts let go")
  func finalizers() async throws {
    let place = try await DeliveryWorld.shared().place("finalizers")
    let provider = try await place.provider()
    try await provider.wait("the finalizer") { $0.finalizers == DeliveryPlace.finalizer }
    let (alert, suspended) = (try await place.alert("old"), try await place.alert("old-suspended", ["suspend": true]))
    for object in [suspended, alert] {
      try await object.patch(["metadata": ["finalizers": DeliveryPlace.finalizer]])
    }
    let freed = try await alert.wait("the finalizer to be gone") { $0.finalizers == nil }
    #expect(freed.json["status"] == nil)
    try await eventually("an event to say so", within: .seconds(60)) {
      try await place.world.cluster.events(about: "old", in: place.namespace).contains {
        $0.type == "Normal" && $0.reason == "Migration"
      }
    }
    #expect(try await suspended.get().finalizers == DeliveryPlace.finalizer)
    try await place.client.delete(Alert.resourceType, suspended.key)
    try await suspended.waitUntilGone()
    try await place.client.delete(Provider.resourceType, provider.key)
    try await provider.waitUntilGone()
  }

  @Test("N-API-01 N-API-02 objects of older versions work as those of the newest")
  func olderVersions() async throws {
    let place = try await DeliveryWorld.shared().place("older")
    for version in ["v1beta1", "v1beta2"] {
      let address = JSONValue.string("\(place.world.mailbox.url)\(place.path(version))")
      for (type, spec) in [
        (Provider.resourceType, ["type": "generic", "address": address] as JSONValue),
        (
          Alert.resourceType,
          ["providerRef": ["name": .string(version)], "eventSources": DeliveryPlace.everything] as JSONValue
        ),
      ] {
        let old = ResourceType(group: type.group, version: version, kind: type.kind, plural: type.plural)
        try await place.object(old, version).create(spec: spec)
      }
    }
    try await place.posting(until: "both to be told", { place.event("old \($0)x") }) {
      !place.letters("v1beta1").isEmpty && !place.letters("v1beta2").isEmpty
    }
    let alert = try await place.object(Alert.resourceType, "v1beta1").get()
    #expect(alert.json["apiVersion"] == "notification.toolkit.fluxcd.io/v1beta3" && alert.json["status"] == nil)
  }
}
