import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// What objects may look like that nobody wrote by the book, and what is written back.
@Suite struct LenienceTests {
  private func repository(_ json: JSONValue) throws -> GitRepository { try JSONDecoding.decode(from: json) }

  private let minimal: JSONValue = [
    "metadata": ["name": "apps", "namespace": "flux-system"],
    "spec": ["interval": "5m", "url": "https://git.example.com/apps.git"],
  ]

  @Test("absent fields have their defaults, an absent status is empty")
  func minimalObject() throws {
    let repository = try repository(minimal)
    #expect(repository.spec.effectiveTimeout == .seconds(60))
    #expect(repository.spec.suspend == false)
    #expect(repository.spec.include.isEmpty)
    #expect(repository.status == GitRepository.Status())
  }

  @Test("null and empty texts count as absent, unknown fields and values of choices are let through")
  func odd() throws {
    var json = minimal
    json[path: "spec", "suspend"] = .null
    json[path: "spec", "sparseCheckout"] = .null
    json[path: "spec", "ref"] = ["branch": "", "tag": "v1"]
    json[path: "spec", "serviceAccountName"] = ""
    json[path: "spec", "provider"] = "codeberg"
    json[path: "spec", "fromTheFuture"] = ["a": 1]
    let repository = try repository(json)
    #expect(repository.spec.ref?.branch == nil)
    #expect(repository.spec.ref?.tag == "v1")
    #expect(repository.spec.serviceAccountName == nil)
    #expect(repository.spec.provider?.isKnown == false)
    #expect(repository.spec.provider?.rawValue == "codeberg")
  }

  @Test("what cannot be read is named by its path")
  func unreadable() {
    var json = minimal
    json[path: "spec", "interval"] = "soon"
    let error = #expect(throws: DecodingError.self) { try repository(json) }
    #expect(error.map(JSONDecoding.describe) == "spec.interval: 'soon' is not a duration such as 5m")
  }

  @Test("a status is written as it was read, and empty members are left out")
  func statusRoundTrip() throws {
    let status: JSONValue = [
      "observedGeneration": -1,
      "conditions": [
        [
          "type": "Ready", "status": "True", "reason": "Succeeded", "message": "stored", "observedGeneration": 2,
          "lastTransitionTime": "2026-01-02T03:04:05Z",
        ]
      ],
      "observedIgnore": "",
    ]
    let model = try JSONDecoding.decode(GitRepository.Status.self, from: status)
    #expect(try JSONEncoding.encode(model) == status)
    #expect(try JSONEncoding.encode(GitRepository.Status()) == [:])
    #expect(try JSONEncoding.encode(model).serialized() == JSONEncoding.encode(model).serialized())
  }

  @Test("objects are written with their apiVersion and kind")
  func typeMeta() throws {
    let chart = HelmChart(
      metadata: ObjectMeta(name: "shop", namespace: "apps"),
      spec: HelmChart.Spec(
        chart: "shop", sourceRef: HelmChart.SourceReference(kind: .helmRepository, name: "charts"),
        interval: .seconds(300)))
    let json = try JSONEncoding.encode(chart)
    #expect(json["apiVersion"] == "source.toolkit.fluxcd.io/v1")
    #expect(json["kind"] == "HelmChart")
    #expect(json["status"] == nil)
    #expect(json[path: "spec", "interval"] == "5m0s")
    #expect(chart.subject == "HelmChart/apps/shop")
  }
}
