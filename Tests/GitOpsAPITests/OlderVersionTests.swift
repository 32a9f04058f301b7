import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// The versions that upstream no longer serves, and this project does.
@Suite struct OlderVersionTests {
  @Test("S-V2-01 every source but ExternalArtifact is also served as v1beta2, deprecated, without conversion")
  func sources() throws {
    let kinds: [any DefinedKind.Type] = [
      GitRepository.self, OCIRepository.self, HelmRepository.self, HelmChart.self, Bucket.self,
    ]
    for kind in kinds {
      let definition = kind.definition.customResourceDefinition()
      #expect(definition[path: "spec", "conversion"] == ["strategy": "None"])
      let old = try #require(
        definition[path: "spec", "versions"]?.arrayValue?.first { $0["name"] == "v1beta2" })
      #expect(old["served"] == true)
      #expect(old["storage"] == false)
      #expect(old["deprecated"] == true)
      #expect(
        old["deprecationWarning"] == .string("v1beta2 \(kind.resourceType.kind) is deprecated, upgrade to v1"))
    }
    #expect(ExternalArtifact.definition.versions.map(\.name) == ["v1"])
  }

  @Test("S-V2-02 what GitRepository had in v1beta2 alone")
  func gitRepositoryAdditions() throws {
    for path in ["spec.accessFrom.namespaceSelectors", "status.contentConfigChecksum", "status.url"] {
      #expect(try GitRepository.hasField(path, in: "v1beta2"))
      #expect(try !GitRepository.hasField(path))
    }
    let implementation = try GitRepository.field("spec.gitImplementation", in: "v1beta2").schema
    #expect(implementation.allowed == ["go-git", "libgit2"])
    #expect(implementation.defaultValue == "go-git")
    let mode = try GitRepository.field("spec.verify.mode", in: "v1beta2")
    #expect(mode.isRequired)
    #expect(mode.schema.allowed == ["head"])
    #expect(mode.schema.defaultValue == nil)
  }

  @Test("S-V2-03 what GitRepository did not have in v1beta2")
  func gitRepositoryLacks() throws {
    let later = [
      "spec.provider", "spec.proxySecretRef", "spec.serviceAccountName", "spec.sparseCheckout",
      "status.observedSparseCheckout", "status.sourceVerificationMode",
    ]
    for path in later {
      #expect(try GitRepository.hasField(path))
      #expect(try !GitRepository.hasField(path, in: "v1beta2"))
    }
  }

  @Test("S-V2-04 OCIRepository in v1beta2")
  func ociRepository() throws {
    #expect(try OCIRepository.hasField("status.contentConfigChecksum", in: "v1beta2"))
    #expect(try !OCIRepository.hasField("spec.verify.trustedRootSecretRef", in: "v1beta2"))
    #expect(try OCIRepository.hasField("spec.verify.trustedRootSecretRef"))
  }

  @Test("S-V2-05 HelmChart in v1beta2")
  func helmChart() throws {
    #expect(try HelmChart.hasField("spec.accessFrom", in: "v1beta2"))
    #expect(try HelmChart.hasField("spec.valuesFile", in: "v1beta2"))
    #expect(try !HelmChart.hasField("spec.accessFrom"))
    #expect(try !HelmChart.hasField("spec.valuesFile"))
    // A controller that reads v1 would never see the field, so it is refused rather than passed over.
    #expect(try HelmChart.field("spec", in: "v1beta2").rules == ["!has(self.valuesFile)"])
  }

  @Test("S-V2-06 Bucket and HelmRepository in v1beta2")
  func bucketAndHelmRepository() throws {
    #expect(try Bucket.hasField("spec.accessFrom", in: "v1beta2"))
    #expect(try !Bucket.hasField("spec.serviceAccountName", in: "v1beta2"))
    #expect(try HelmRepository.version("v1beta2").spec == HelmRepository.version("v1").spec)
  }

  @Test("every version of every kind but the present one is deprecated and names the one to use")
  func warnings() {
    for kind in DefinedKinds.all {
      for version in kind.definition.versions.dropFirst() {
        let type = kind.resourceType
        #expect(
          version.deprecationWarning
            == "\(version.name) \(type.kind) is deprecated, upgrade to \(type.version)")
      }
    }
  }

  @Test("fields that would be lost without a word are refused in the versions that have them")
  func refusals() throws {
    #expect(
      try Kustomization.field("spec", in: "v1beta2").rules
        == ["!has(self.patchesJson6902)", "!has(self.patchesStrategicMerge)"])
    for version in ["v2beta1", "v2beta2"] {
      #expect(
        try HelmRelease.field("spec.postRenderers.kustomize", in: version).rules
          == ["!has(self.patchesJson6902)", "!has(self.patchesStrategicMerge)"])
      #expect(try HelmRelease.field("spec.chart.spec", in: version).rules == ["!has(self.valuesFile)"])
    }
    #expect(try HelmChart.field("spec", in: "v1beta2").rules == ["!has(self.valuesFile)"])
  }

  @Test("H-01-03 HelmRelease is also served as v2beta2 and v2beta1")
  func helmRelease() {
    #expect(HelmRelease.definition.versions.map(\.name) == ["v2", "v2beta2", "v2beta1"])
  }
}
