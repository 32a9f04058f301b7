import JSON
import OperatorKit
import OperatorKitTesting
import Testing

@Suite struct EventClusterTests {
  @Test("K-18-01 the API server takes our events and counts repeated ones up")
  func events() async throws {
    let cluster = try await ControlPlane.shared()
    let client = KubernetesClient(try .kubeconfig(path: cluster.kubeconfigPath))
    let name = "web-\(UInt32.random(in: 0...UInt32.max))"
    let subject = InvolvedObject(
      apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", namespace: "default", name: name, uid: "u")
    let recorder = EventRecorder(component: "source-controller", sink: KubernetesEventSink(client))
    for _ in 0..<3 {
      recorder.record(
        ClusterEvent(
          subject: subject, type: .warning, reason: "Failed", message: "no",
          annotations: ["example.com/revision": "1"]))
    }
    for number in 0..<15 {
      recorder.record(ClusterEvent(subject: subject, type: .normal, reason: "Took", message: "\(number) ms"))
    }
    recorder.close()
    await recorder.run()

    var found: [DynamicObject] = []
    let options = ListOptions(fieldSelector: "involvedObject.name=\(name)")
    _ = try await client.list(.event, namespace: "default", options: options) { found.append($0) }
    let repeated = try #require(found.first { $0.json["reason"] == "Failed" })
    #expect(repeated.json["count"] == 3 && repeated.json["type"] == "Warning")
    #expect(repeated.annotations == ["example.com/revision": "1"])
    #expect(found.count == 12)
    let combined = found.first { $0.json["message"]?.stringValue?.hasPrefix("(combined from similar events)") == true }
    #expect(combined?.json["count"] == 5)
  }
}
