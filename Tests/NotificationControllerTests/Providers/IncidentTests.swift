import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import Testing

@testable import NotificationController

/// What services for incidents and monitoring are sent, for a success and for a failure.
@Suite struct IncidentTests {
  private static let time = "2023-11-14T22:13:20Z"
  private static let seconds: JSONValue = 1_700_000_000
  private static let progressing = Samples.event(reason: "Progressing")

  @Test("N-PI-04 N-PI-05 opsgenie: equal failures of one object are one alert")
  func opsgenie() async throws {
    let seen = try await ScriptedServer.asked {
      try Samples.notifier("opsgenie", "\($0)/v2/alerts") { $0.token = "genie" }
    }
    func alias(_ reason: String) -> JSONValue {
      .string(DigestAlgorithm.sha256.hexDigest(of: "1a2b3c4d-5e6f/Kustomization/apps/shop/\(reason)"))
    }
    #expect(
      seen.map(\.json) == [
        [
          "message": "Kustomization/shop", "alias": alias("ReconciliationSucceeded"), "description": "done",
          "details": ["revision": .string(Samples.revision), "severity": "info"],
        ],
        [
          "message": "Kustomization/shop", "alias": alias("HealthCheckFailed"), "description": "it failed\nbadly",
          "details": ["revision": .string(Samples.revision), "summary": "prod", "severity": "error"],
        ],
      ])
    #expect(seen.allSatisfy { $0.path == "/v2/alerts" && $0.headers["Authorization"] == "GenieKey genie" })
    #expect(throws: ProviderError.self) { try Samples.notifier("opsgenie", "http://x") }
  }

  @Test("N-PI-06 N-PI-07 N-PI-08 N-PI-09 N-PI-10 alertmanager")
  func alertmanager() async throws {
    var hostile = Samples.failure
    hostile.metadata["severity"] = "none"
    func asked(_ change: (inout ProviderSettings) -> Void) async throws -> [ScriptedServer.Seen] {
      try await ScriptedServer.asked([Samples.info, hostile]) {
        try Samples.notifier("alertmanager", "\($0)/api/v2/alerts/", change)
      }
    }
    func alert(_ name: String, _ severity: JSONValue, _ reason: JSONValue, _ annotations: JSONValue) -> JSONValue {
      [
        [
          "status": "firing", "annotations": annotations, "startsAt": .string(Self.time),
          "endsAt": "0001-01-01T00:00:00Z",
          "labels": [
            "alertname": .string(name), "severity": severity, "reason": reason, "kind": "Kustomization",
            "name": "shop", "namespace": "apps", "reportingcontroller": "kustomize-controller",
            "revision": .string(Samples.revision),
          ],
        ]
      ]
    }
    let open = try await asked { _ in }
    #expect(
      open.map(\.json) == [
        alert("FluxKustomizationReconciliationsucceeded", "info", "ReconciliationSucceeded", ["message": "done"]),
        alert(
          "FluxKustomizationHealthcheckfailed", "error", "HealthCheckFailed",
          ["message": "it failed\nbadly", "summary": "prod"]),
      ])
    #expect(open.allSatisfy { $0.path == "/api/v2/alerts/" && $0.headers["Authorization"] == nil })
    let token = try await asked { $0.token = "t" }
    #expect(token.allSatisfy { $0.headers["Authorization"] == "Bearer t" })
    let both = try await asked { ($0.token, $0.username, $0.password) = ("t", "u", "p") }
    #expect(both.allSatisfy { $0.headers["Authorization"] == "Basic dTpw" })
  }

  @Test("N-PI-11 N-PI-12 grafana")
  func grafana() async throws {
    func asked(_ change: (inout ProviderSettings) -> Void) async throws -> [ScriptedServer.Seen] {
      try await ScriptedServer.asked { try Samples.notifier("grafana", "\($0)/api/annotations", change) }
    }
    func annotation(_ summary: [JSONValue]) -> JSONValue {
      let tags: [JSONValue] =
        ["flux", "kustomize-controller", .string("revision: main@sha1|\(Samples.commit)")] + summary
        + ["kind: Kustomization", "name: shop", "namespace: apps"]
      return ["when": Self.seconds, "text": "kustomization/shop.apps", "tags": .array(tags)]
    }
    let open = try await asked { _ in }
    #expect(open.map(\.json) == [annotation([]), annotation(["summary: prod"])])
    #expect(open.allSatisfy { $0.path == "/api/annotations" && $0.headers["Authorization"] == nil })
    let basic = try await asked { ($0.username, $0.password) = ("u", "p") }
    #expect(basic.allSatisfy { $0.headers["Authorization"] == "Basic dTpw" })
    let both = try await asked { ($0.token, $0.username, $0.password) = ("t", "u", "p") }
    #expect(both.allSatisfy { $0.headers["Authorization"] == "Bearer t" })
  }

  @Test("N-PI-13 N-PI-14 N-PI-15 N-PI-16 pagerduty: a failure opens an incident, a success closes it")
  func pagerDuty() async throws {
    let seen = try await ScriptedServer.asked(Samples.both + [Self.progressing]) {
      try Samples.notifier("pagerduty", "\($0)/some/path?q=1") { $0.channel = "route" }
    }
    #expect(seen.map(\.path) == ["/v2/enqueue", "/v2/change/enqueue", "/v2/enqueue"])
    #expect(seen.allSatisfy { $0.query.isEmpty && $0.method == "POST" })
    func details(_ message: JSONValue, _ metadata: JSONValue) -> JSONValue {
      ["message": message, "metadata": metadata]
    }
    #expect(
      seen.map(\.json) == [
        ["routing_key": "route", "event_action": "resolve", "dedup_key": "uid-1"],
        [
          "routing_key": "route",
          "payload": [
            "summary": "reconciliation succeeded: kustomization/shop", "source": "Flux kustomize-controller",
            "timestamp": .string(Self.time), "custom_details": details("done", ["revision": .string(Samples.revision)]),
          ],
        ],
        [
          "routing_key": "route", "event_action": "trigger", "dedup_key": "uid-1",
          "payload": [
            "summary": "health check failed: kustomization/shop", "source": "Flux kustomize-controller",
            "severity": "error", "timestamp": .string(Self.time), "component": "shop", "group": "Kustomization",
            "custom_details": details(
              "it failed\nbadly", ["revision": .string(Samples.revision), "summary": "prod"]),
          ],
        ],
      ])
  }

  @Test("N-PI-17 N-PI-18 datadog")
  func datadog() async throws {
    let seen = try await ScriptedServer.asked { try Samples.notifier("datadog", $0) { $0.token = "dd" } }
    func event(_ text: JSONValue, _ type: JSONValue, _ reason: JSONValue, _ more: [JSONValue]) -> JSONValue {
      let tags: [JSONValue] =
        [
          "flux_reporting_controller:kustomize-controller", reason, "kube_kind:kustomization", "kube_name:shop",
          "kube_namespace:apps", .string("revision:\(Samples.revision)"),
        ] + more
      return [
        "title": "Events from the Kustomization shop/apps", "text": text, "tags": .array(tags),
        "source_type_name": "fluxcd", "date_happened": Self.seconds, "alert_type": type,
      ]
    }
    #expect(
      seen.map(\.json) == [
        event("done", "info", "flux_reason:reconciliationsucceeded", []),
        event("it failed\nbadly", "error", "flux_reason:healthcheckfailed", ["summary:prod"]),
      ])
    #expect(seen.allSatisfy { $0.path == "/api/v1/events" && $0.headers["DD-API-KEY"] == "dd" })
    #expect(throws: ProviderError.self) { try Samples.notifier("datadog", "http://x") }
  }

  @Test("N-PI-19 incident.io: a failure fires an alert, a success resolves it")
  func incidentIO() async throws {
    let seen = try await ScriptedServer.asked(Samples.both + [Self.progressing]) {
      try Samples.notifier("incident.io", "\($0)/v2/alert_events/http/1") { $0.token = "io" }
    }
    func alert(_ reason: String, _ status: JSONValue, _ text: JSONValue, _ metadata: [String: String]) -> JSONValue {
      let common = [
        "revision": Samples.revision, "reason": reason, "reportingController": "kustomize-controller",
      ]
      return [
        "title": .string("kustomization/shop.apps: \(reason)"), "status": status, "deduplication_key": "uid-1",
        "description": text, "metadata": JSONValue(common.merging(metadata) { $1 }),
      ]
    }
    #expect(
      seen.map(\.json) == [
        alert("ReconciliationSucceeded", "resolved", "done", ["severity": "info"]),
        alert("HealthCheckFailed", "firing", "it failed\nbadly", ["severity": "error", "summary": "prod"]),
      ])
    #expect(seen.allSatisfy { $0.path == "/v2/alert_events/http/1" && $0.headers["Authorization"] == "Bearer io" })
    #expect(throws: ProviderError.self) { try Samples.notifier("incident.io", "http://x") }
  }
}

/// Sentry's envelopes.
@Suite struct SentryTests {
  private func dsn(_ address: String) -> String {
    address.split(separator: "//", maxSplits: 1).joined(separator: "//key@") + "/below/42"
  }

  /// The lines of an envelope.
  private func lines(_ request: ScriptedServer.Seen) throws -> [JSONValue] {
    try request.body.split(separator: UInt8(ascii: "\n")).map { try JSONParser.parse(Array($0)) }
  }

  @Test("N-PI-01 sentry is told of failures as events")
  func failures() async throws {
    let seen = try await ScriptedServer.asked([Samples.failure]) { address in
      try Samples.notifier("sentry", dsn(address)) { $0.channel = "production" }
    }
    let request = try #require(seen.first)
    #expect(request.method == "POST" && request.path == "/below/api/42/envelope/")
    #expect(request.headers["Content-Type"] == "application/x-sentry-envelope")
    #expect(request.headers["X-Sentry-Auth"]?.contains("sentry_key=key") == true)
    let parts = try lines(request)
    let id = try #require(parts.first?["event_id"]?.stringValue)
    #expect(id.count == 32 && parts.count == 3 && parts[1]["type"] == "event")
    #expect(parts[1]["length"]?.intValue == parts[2].serialized().count)
    #expect(
      parts[2] == [
        "event_id": .string(id), "timestamp": "2023-11-14T22:13:20Z", "level": "error", "platform": "other",
        "server_name": "kustomize-controller", "transaction": "Kustomization: apps/shop",
        "message": "it failed\nbadly", "environment": "production",
        "contexts": ["metadata": ["revision": .string(Samples.revision), "summary": "prod"]],
      ])
    #expect(throws: ProviderError.self) { try Samples.notifier("sentry", "") }
    #expect(throws: ProviderError.self) { try Samples.notifier("sentry", "https://sentry.example/1") }
  }

  @Test("N-PI-02 N-PI-03 sentry is told of successes as traces, and of nothing else")
  func traces() async throws {
    let seen = try await ScriptedServer.asked([Samples.info, Samples.event(.trace)]) { address in
      try Samples.notifier("sentry", dsn(address))
    }
    #expect(seen.count == 1)
    let parts = try lines(try #require(seen.first))
    #expect(parts.count == 3 && parts[1]["type"] == "transaction")
    let payload = parts[2]
    let trace = try #require(payload[path: "contexts", "trace"])
    #expect(trace["trace_id"]?.stringValue?.count == 32 && trace["span_id"]?.stringValue?.count == 16)
    let tags: JSONValue = [
      "flux_involved_object_kind": "Kustomization", "flux_involved_object_namespace": "apps",
      "flux_involved_object_name": "shop", "flux_reporting_controller": "kustomize-controller",
      "flux_reporting_instance": "pod-1", "flux_reason": "ReconciliationSucceeded",
      "revision": .string(Samples.revision),
    ]
    let time: JSONValue = "2023-11-14T22:13:20Z"
    let (traceID, spanID) = (trace["trace_id"] ?? .null, trace["span_id"] ?? .null)
    #expect(
      payload == [
        "event_id": parts[0]["event_id"] ?? .null, "type": "transaction", "transaction": "Kustomization: apps/shop",
        "platform": "other", "message": "done", "start_timestamp": time, "timestamp": time, "tags": tags,
        "contexts": ["trace": ["trace_id": traceID, "span_id": spanID, "op": "event"]],
        "spans": [
          [
            "trace_id": traceID, "span_id": spanID, "op": "event", "description": "event", "start_timestamp": time,
            "timestamp": time, "tags": tags,
          ]
        ],
      ])
  }
}
