import ApplierSupport
import GitOpsAPI
import Helm
import JSON
import OperatorKit
import Testing

@testable import HelmController

@Suite struct ChartRuleTests {
  private func source(_ kind: String, _ revision: String) throws -> SourceSummary {
    let json: JSONValue = [
      "apiVersion": "source.toolkit.fluxcd.io/v1", "kind": .string(kind),
      "metadata": ["name": "s", "namespace": "apps", "generation": 1],
      "status": [
        "observedGeneration": 1,
        "artifact": [
          "digest": "sha256:1", "lastUpdateTime": "2026-11-24T10:00:00Z", "path": "p", "revision": .string(revision),
          "url": "http://x/y",
        ],
      ],
    ]
    return try SourceSummary(DynamicObject(json))
  }

  private static let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

  @Test(
    "H-10-10 a chart from a registry has twelve digits of its digest in its version, and the tag must be its version"
  )
  func tracked() throws {
    let tagged = try ChartVersion.tracked(
      "1.2.3", source: source("OCIRepository", "v1.2.3@\(Self.digest)"), keepsVersion: false)
    #expect(tagged.version == "1.2.3+0123456789ab" && tagged.digest == Self.digest)
    let bare = try ChartVersion.tracked("1.2.3", source: source("OCIRepository", Self.digest), keepsVersion: false)
    #expect(bare.version == "1.2.3+0123456789ab")
    #expect(throws: HelmFailure.self) {
      try ChartVersion.tracked("1.2.3", source: source("OCIRepository", "1.2.4@\(Self.digest)"), keepsVersion: false)
    }
    let built = try ChartVersion.tracked(
      "1.2.3+7", source: source("OCIRepository", "1.2.3_8@\(Self.digest)"), keepsVersion: false)
    #expect(built.version == "1.2.3+0123456789ab")
    let named = try ChartVersion.tracked(
      "1.2.3", source: source("OCIRepository", "latest@\(Self.digest)"), keepsVersion: false)
    #expect(named.version == "1.2.3+0123456789ab" && named.digest == "latest@\(Self.digest)")
    let chart = try ChartVersion.tracked("1.2.3", source: source("HelmChart", "1.2.3"), keepsVersion: false)
    #expect(chart.version == "1.2.3" && chart.digest == nil)
  }

  @Test("H-10-11 with the gate DisableChartDigestTracking the version stays, and the digest is known all the same")
  func untracked() throws {
    let kept = try ChartVersion.tracked(
      "1.2.3", source: source("OCIRepository", "1.2.3@\(Self.digest)"), keepsVersion: true)
    #expect(kept.version == "1.2.3" && kept.digest == Self.digest)
  }

  @Test("H-10-07 a source can be used when its generation is observed, it is not stalled and has an artifact")
  func sources() throws {
    #expect(try source("HelmChart", "1.0.0").problem == nil)
    func problem(_ status: JSONValue, kind: String = "HelmChart") throws -> String? {
      try SourceSummary(
        DynamicObject([
          "kind": .string(kind), "metadata": ["name": "s", "namespace": "apps", "generation": 2], "status": status,
        ])
      ).problem
    }
    #expect(
      try problem(["observedGeneration": 1])
        == "HelmChart 'apps/s' is not ready: latest generation of object has not been reconciled")
    #expect(try problem(["observedGeneration": 2]) == "HelmChart 'apps/s' is not ready: does not have an artifact")
    let stalled: JSONValue = [
      "observedGeneration": 2,
      "conditions": [
        [
          "type": "Stalled", "status": "True", "reason": "R", "message": "bad",
          "lastTransitionTime": "2026-11-24T10:00:00Z",
        ]
      ],
    ]
    #expect(try problem(stalled) == "HelmChart 'apps/s' is not ready: bad")
    #expect(
      try problem(["observedGeneration": 1], kind: "ExternalArtifact")
        == "ExternalArtifact 'apps/s' is not ready: does not have an artifact")
  }

  @Test(
    "H-02-01 H-02-02 H-02-03 H-02-04 H-02-05 H-02-06 H-02-07 H-02-08 H-11-01 H-11-02 a HelmChart is made as the template says"
  )
  func template() throws {
    let object = try Sample.object([
      "chart": [
        "metadata": ["labels": ["l": "1"], "annotations": ["a": "2"]],
        "spec": [
          "chart": "shop", "version": "1.x", "interval": "3m", "reconcileStrategy": "Revision",
          "sourceRef": ["kind": "GitRepository", "name": "charts", "namespace": "flux"], "valuesFiles": ["v.yaml"],
          "ignoreMissingValuesFiles": true, "verify": ["provider": "cosign", "secretRef": ["name": "keys"]],
        ],
      ]
    ])
    let key = HelmChartTemplate.key(object)
    #expect(key == ObjectKey(namespace: "flux", name: "apps-shop"))
    let chart = HelmChartTemplate.chart(object, key)
    #expect(
      chart.json["spec"] == [
        "chart": "shop", "version": "1.x", "sourceRef": ["kind": "GitRepository", "name": "charts"], "interval": "3m0s",
        "reconcileStrategy": "Revision", "valuesFiles": ["v.yaml"], "ignoreMissingValuesFiles": true,
        "verify": ["provider": "cosign", "secretRef": ["name": "keys"]],
      ])
    #expect(
      chart.labels == [
        "l": "1", "helm.toolkit.fluxcd.io/name": "shop", "helm.toolkit.fluxcd.io/namespace": "apps",
      ])
    #expect(chart.annotations == ["a": "2"])
    let plain = HelmChartTemplate.chart(try Sample.object(), ObjectKey(namespace: "apps", name: "x"))
    #expect(plain.json[path: "spec", "interval"] == "10m0s")
  }

  @Test("H-30-04 a HelmRelease is found by kind, namespace and name of its source")
  func index() throws {
    #expect(try SourceID(Sample.object())?.description == "HelmChart/apps/apps-shop")
    let referring = try Sample.object([
      "chart": .null, "chartRef": ["kind": "OCIRepository", "name": "o", "namespace": "flux"],
    ])
    #expect(SourceID(referring)?.description == "OCIRepository/flux/o")
    #expect(Triggers.indexers[Triggers.Index.source]?(referring) == ["OCIRepository/flux/o"])
  }

  @Test("H-13-04 a target path wins over inline values only inside what the inline values alone have")
  func targetPaths() throws {
    func leads(_ path: String, _ inline: JSONValue, past values: JSONValue) -> Bool {
      TargetPath(path, literal: false).leadsInto(inline, past: values)
    }
    #expect(leads("a.b", ["a": ["b": 1]], past: [:]))
    #expect(!leads("a.b", ["a": ["b": 1]], past: ["a": ["c": 1]]))
    #expect(leads("a.b.c", ["a": ["b": ["c": 1]]], past: ["a": ["c": 1]]))
    #expect(!leads("a", ["a": 1], past: [:]))
    #expect(leads("a[0]", ["a": [1]], past: [:]))
    #expect(!leads(#"a\.b"#, ["a": ["b": 1]], past: [:]))
  }

  @Test("H-13-01 mappings are merged, lists replaced, nulls kept")
  func merging() {
    #expect(
      ValuesMerge.merge(["a": ["x": 1, "y": 2], "l": [1, 2], "s": 1], ["a": ["y": 3], "l": [3], "s": .null])
        == ["a": ["x": 1, "y": 3], "l": [3], "s": .null])
    #expect(ValuesMerge.merge(["a": 1], ["a": ["b": 1]]) == ["a": ["b": 1]])
    #expect(ValuesMerge.merge(["a": ["b": 1]], ["a": 1]) == ["a": 1])
  }
}
