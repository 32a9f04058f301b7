import GitOpsAPI
import JSON
import OperatorKit
import Testing

@Suite struct EventTests {
  private func kustomization() -> Kustomization {
    var metadata = ObjectMeta(name: "apps", namespace: "flux-system")
    metadata.uid = "1234"
    metadata.annotations = ["event.toolkit.fluxcd.io/team": "shop", "example.org/other": "x"]
    let source = Kustomization.SourceReference(kind: .gitRepository, name: "apps")
    return Kustomization(
      metadata: metadata, spec: Kustomization.Spec(interval: .seconds(600), prune: true, sourceRef: source))
  }

  @Test("N-MD-01 an event in JSON")
  func payload() throws {
    let event = try #require(
      ControllerEvent(
        about: kustomization(), severity: .info, reason: Reason.reconciliationSucceeded, message: "done",
        metadata: [EventMetadata.revision: "main@sha1:abc"], at: Timestamp(microseconds: 1_767_323_045_123_456),
        controller: "kustomize-controller", instance: "pod-1"))
    let json: JSONValue = [
      "involvedObject": [
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "name": "apps",
        "namespace": "flux-system", "uid": "1234",
      ],
      "severity": "info", "timestamp": "2026-01-02T03:04:05Z", "message": "done",
      "reason": "ReconciliationSucceeded",
      "metadata": [
        "kustomize.toolkit.fluxcd.io/revision": "main@sha1:abc", "event.toolkit.fluxcd.io/team": "shop",
      ],
      "reportingController": "kustomize-controller", "reportingInstance": "pod-1",
    ]
    #expect(try JSONEncoding.encode(event) == json)
    #expect(try JSONDecoding.decode(ControllerEvent.self, from: json) == event)
    #expect(event.value(of: EventMetadata.revision) == "main@sha1:abc")
  }

  @Test("empty metadata and an unknown instance are left out, and may be absent")
  func bare() throws {
    let json: JSONValue = [
      "involvedObject": ["kind": "Kustomization", "name": "apps", "namespace": "a"], "severity": "error",
      "timestamp": "2026-01-02T03:04:05Z", "message": "m", "reason": "r", "reportingController": "c",
    ]
    let event = try JSONDecoding.decode(ControllerEvent.self, from: json)
    #expect(event.metadata.isEmpty)
    #expect(try JSONEncoding.encode(event) == json)
  }

  @Test("an event without kind, name or namespace is not made")
  func incomplete() {
    var object = kustomization()
    object.metadata.namespace = nil
    let event = ControllerEvent(
      about: object, severity: .info, reason: "r", message: "m", controller: "c", instance: nil)
    #expect(event == nil)
  }

  @Test("N-MD-03 the group of an event is that of the object's apiVersion")
  func group() throws {
    let object = EventObject(kustomization())
    #expect(object.group == "kustomize.toolkit.fluxcd.io")
  }
}
