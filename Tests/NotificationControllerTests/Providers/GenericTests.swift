import Digests
import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import Testing

@testable import NotificationController

@Suite struct GenericTests {
  private func event(
    _ severity: JSONValue, _ message: JSONValue, _ reason: JSONValue, _ metadata: JSONValue
  ) -> JSONValue {
    [
      "involvedObject": [
        "kind": "Kustomization", "namespace": "apps", "name": "shop", "uid": "uid-1",
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
      ],
      "severity": severity, "timestamp": "2023-11-14T22:13:20Z", "message": message, "reason": reason,
      "metadata": metadata, "reportingController": "kustomize-controller", "reportingInstance": "pod-1",
    ]
  }

  private var events: [JSONValue] {
    let revision = JSONValue.string(Samples.revision)
    return [
      event("info", "done", "ReconciliationSucceeded", ["revision": revision]),
      event("error", "it failed\nbadly", "HealthCheckFailed", ["revision": revision, "summary": "prod"]),
    ]
  }

  @Test("N-PT-01 N-MD-01 generic gets the event itself, with the Secret's headers")
  func generic() async throws {
    let seen = try await ScriptedServer.asked {
      try Samples.notifier("generic", "\($0)/hook/7?x=1") {
        $0.headers = ["X-Tenant": "a", "Authorization": "Bearer t"]
      }
    }
    #expect(seen.map(\.json) == events)
    for request in seen {
      #expect(request.method == "POST" && request.path == "/hook/7" && request.query == "x=1")
      #expect(request.headers["gotk-component"] == "kustomize-controller")
      #expect(request.headers["X-Tenant"] == "a" && request.headers["Authorization"] == "Bearer t")
      #expect(request.headers["Content-Type"] == "application/json" && request.headers["X-Signature"] == nil)
    }
    var bare = Samples.event(metadata: [:])
    bare.reportingInstance = nil
    let small = try await ScriptedServer.asked([bare]) { try Samples.notifier("generic", $0) }
    #expect(small.first?.json?["metadata"] == nil && small.first?.json?["reportingInstance"] == nil)
  }

  @Test("N-PT-02 generic-hmac is signed over the bytes that are sent")
  func signed() async throws {
    let seen = try await ScriptedServer.asked {
      try Samples.notifier("generic-hmac", "\($0)/hook") { ($0.token, $0.headers) = ("key", ["X-Signature": "forged"]) }
    }
    #expect(seen.map(\.json) == events)
    for request in seen {
      let code = DigestAlgorithm.sha256.authenticationCode(of: request.body, key: Array("key".utf8))
      #expect(request.headers["X-Signature"] == "sha256=\(Hex.encode(code))")
      #expect(request.headers["gotk-component"] == "kustomize-controller")
    }
    let error = #expect(throws: ProviderError.self) { try Samples.notifier("generic-hmac", "http://x") }
    #expect("\(error as Any)".contains("HMAC key is empty"))
  }

  /// The types that tell what is in the metadata.
  private static let talkative = [
    "generic", "generic-hmac", "slack", "discord", "rocket", "msteams", "googlechat", "webex", "lark", "matrix", "zulip",
    "zoom", "opsgenie", "alertmanager", "grafana", "pagerduty", "datadog", "incident.io", "otel", "telegram", "sentry",
    "azureeventhub",
  ]

  @Test(
    "N-HT-07 equal events give equal requests, in whatever order their metadata came",
    arguments: ProviderCase.all.filter { talkative.contains($0.type) })
  func order(_ provider: ProviderCase) async throws {
    var first = Samples.failure
    for number in 0..<40 { first.metadata["key-\(number)"] = "value" }
    var second = first
    second.metadata = [:]
    second.metadata.reserveCapacity(1_000)
    for (key, value) in first.metadata.sorted(by: { $0.key > $1.key }) { second.metadata[key] = value }
    let seen = try await ScriptedServer.asked([first, second]) { try provider.make($0) }
    #expect(seen.count >= 2 && seen.count % 2 == 0)
    let (before, after) = (seen.prefix(seen.count / 2), seen.suffix(seen.count / 2))
    #expect(before.map(\.body) == after.map(\.body) && before.map(\.path) == after.map(\.path))
  }
}
