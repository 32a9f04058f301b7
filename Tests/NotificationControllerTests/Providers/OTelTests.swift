import Digests
import GitOpsAPI
import HTTP
import Testing

@testable import NotificationController

/// Spans for an OpenTelemetry collector.
@Suite struct OTelTests {
  private func asked(
    _ events: [ControllerEvent] = Samples.both, path: String = "/v1/traces",
    _ change: (inout ProviderSettings) -> Void = { _ in }
  ) async throws -> [ScriptedServer.Seen] {
    try await ScriptedServer.asked(events) { try Samples.notifier("otel", "\($0)\(path)", change) }
  }

  /// The one span of a request, and the message around it.
  private func span(_ request: ScriptedServer.Seen) throws -> (ProtobufMessage, of: ProtobufMessage) {
    let request = try #require(ProtobufMessage(request.body))
    let spans = try #require(request.messages(1).first)
    #expect(request.fields.count == 1 && spans.messages(2).count == 1)
    let scope = try #require(spans.messages(2).first)
    #expect(scope.messages(1).first?.text(1) == "flux:notification-controller")
    #expect(scope.messages(2).count == 1)
    return (try #require(scope.messages(2).first), spans)
  }

  private func attributes(_ message: ProtobufMessage?, _ field: UInt64) -> [String] {
    message?.messages(field).map { "\($0.text(1) ?? "")=\($0.messages(2).first?.text(1) ?? "?")" } ?? []
  }

  @Test("N-PI-20 N-PI-22 N-PI-23 otel: one span for each event, exported to the address")
  func spans() async throws {
    let seen = try await asked(path: "/otlp/v1/traces")
    #expect(seen.count == 2)
    let object = [
      "object.uid=uid-1", "object.kind=Kustomization", "object.name=shop", "object.namespace=apps",
      "revision=\(Samples.revision)",
    ]
    let expected: [(UInt64, String, [String])] = [
      (1, "done", object), (2, "it failed\nbadly", object + ["summary=prod"]),
    ]
    let trace = DigestAlgorithm.sha256.digest(of: "alert-uid:\(Samples.revision)").prefix(16)
    for (request, (code, message, attributes)) in zip(seen, expected) {
      #expect(request.method == "POST" && request.path == "/otlp/v1/traces")
      #expect(request.headers["Content-Type"] == "application/x-protobuf")
      #expect(request.headers["Authorization"] == nil)
      let (span, resource) = try span(request)
      #expect(span.bytes(1) == Array(trace) && span.bytes(2)?.count == 8)
      #expect(span.text(5) == "Kustomization: apps/shop" && span.number(6) == 1)
      #expect(span.number(7) == 1_700_000_000_000_000_000 && span.number(8) == 1_700_000_000_000_000_000)
      #expect(self.attributes(span, 9) == attributes)
      let status = try #require(span.messages(15).first)
      #expect(status.number(3) == code && status.text(2) == message)
      #expect(Set(span.fields.map(\.number)) == [1, 2, 5, 6, 7, 8, 9, 15], "no parent")
      #expect(
        self.attributes(resource.messages(1).first, 1)
          == ["service.name=apps/all", "service.namespace=apps", "service.instance.id=alert-uid"])
      #expect(resource.text(3) == "https://opentelemetry.io/schemas/1.34.0")
    }
    let ids = try seen.map { try span($0).0.bytes(2) }
    #expect(ids[0] != ids[1])
    #expect(try await asked([Samples.info], path: "").map(\.path) == ["/v1/traces"])
  }

  @Test("N-PI-21 otel: the trace is named by Alert and revision")
  func traces() async throws {
    var events: [ControllerEvent] = []
    for metadata in [
      ["app-version": "1.2", "oci-digest": "sha256:d", "revision": "r"], ["app-version": "1.2", "revision": "r"], [:],
    ] { events.append(Samples.event(metadata: metadata)) }
    let traces = try await asked(events).map { try span($0).0.bytes(1) }
    #expect(
      traces
        == ["1.2@sha256:d", "r", "unknown"].map {
          Array(DigestAlgorithm.sha256.digest(of: "alert-uid:\($0)").prefix(16))
        })
  }

  @Test("N-PI-24 otel: a HelmRepository has no span, sources and what is made of them share a trace")
  func kinds() async throws {
    let kinds = [
      "HelmRepository", "GitRepository", "HelmChart", "OCIRepository", "Bucket", "ExternalArtifact", "HelmRelease",
    ]
    let events = kinds.map { kind in
      var event = Samples.info
      event.involvedObject.kind = kind
      return event
    }
    let spans = try await asked(events).map { try span($0).0 }
    #expect(spans.map { $0.text(5) } == kinds.dropFirst().map { "\($0): apps/shop" })
    #expect(Set(spans.map { $0.bytes(1) }).count == 1)
  }

  @Test("otel: a token or a user logs in, with other headers or without; a header of the Secret goes first")
  func logins() async throws {
    func authorization(_ change: (inout ProviderSettings) -> Void) async throws -> String? {
      try await asked([Samples.info], change).first?.headers["Authorization"]
    }
    #expect(try await authorization { $0.token = "t" } == "Bearer t")
    #expect(try await authorization { $0.password = "p" } == "Bearer p")
    #expect(try await authorization { ($0.username, $0.password) = ("u", "p") } == "Basic dTpw")
    #expect(try await authorization { ($0.token, $0.headers) = ("t", ["Authorization": "Own"]) } == "Own")
    let other = try await asked([Samples.info]) { $0.headers = ["X-Scope-OrgID": "tenant"] }
    #expect(other.first?.headers["X-Scope-OrgID"] == "tenant")
  }
}
