import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// Facts about whole definitions: names, versions, columns.
@Suite struct DefinitionTests {
  private static let sources: [any DefinedKind.Type] = [
    GitRepository.self, OCIRepository.self, HelmRepository.self, HelmChart.self, Bucket.self, ExternalArtifact.self,
  ]

  private func definition(_ kind: any DefinedKind.Type) throws -> JSONValue {
    try #require(try RepositoryFiles.documents("config/crd/bases/\(kind.definition.fileName)").first)
  }

  private func columns(_ kind: any DefinedKind.Type) throws -> [String] { try kind.version().columns.map(\.name) }

  @Test("the files in config/crd are what the models say")
  func filesAreUpToDate() throws {
    let files = try RepositoryFiles.list("config/crd/bases")
    #expect(files == DefinedKinds.all.map { $0.definition.fileName }.sorted())
    for kind in DefinedKinds.all {
      #expect(try definition(kind) == kind.definition.customResourceDefinition(), "run `make manifests`")
    }
  }

  @Test("S-CRD-01 six namespaced kinds of sources, each with a status subresource")
  func sourceKinds() throws {
    #expect(
      Self.sources.map { $0.resourceType.kind } == [
        "GitRepository", "OCIRepository", "HelmRepository", "HelmChart", "Bucket", "ExternalArtifact",
      ])
    for kind in Self.sources {
      let definition = try definition(kind)
      #expect(definition[path: "spec", "group"] == "source.toolkit.fluxcd.io")
      #expect(definition[path: "spec", "scope"] == "Namespaced")
      let versions = try #require(definition[path: "spec", "versions"]?.arrayValue)
      #expect(versions.allSatisfy { $0[path: "subresources", "status"] == [:] })
    }
  }

  @Test("S-CRD-02 sources are stored as v1 and listed with all, fluxcd and fluxcd-sources")
  func sourceStorage() throws {
    for kind in Self.sources {
      let definition = try definition(kind)
      let stored = definition[path: "spec", "versions"]?.arrayValue?.filter { $0["storage"] == true } ?? []
      #expect(stored.compactMap { $0["name"]?.stringValue } == ["v1"])
      #expect(definition[path: "spec", "names", "categories"] == ["all", "fluxcd", "fluxcd-sources"])
    }
  }

  @Test("S-CRD-03 short names of sources; Bucket has none")
  func sourceShortNames() {
    #expect(
      Self.sources.map { $0.definition.shortNames }
        == [["gitrepo"], ["ocirepo"], ["helmrepo"], ["hc"], [], ["ea"]])
  }

  @Test("S-CRD-04 K-01-05 N-API-06 definitions are kept from variable substitution")
  func substitutionAnnotation() throws {
    for kind in DefinedKinds.all {
      #expect(
        try definition(kind)[path: "metadata", "annotations", "kustomize.toolkit.fluxcd.io/substitute"] == "disabled")
    }
  }

  @Test("S-CRD-05 S-CRD-06 S-CRD-07 S-CRD-08 S-CRD-09 columns of sources")
  func sourceColumns() throws {
    #expect(try columns(GitRepository.self) == ["URL", "Age", "Ready", "Status"])
    #expect(try columns(HelmRepository.self) == ["URL", "Age", "Ready", "Status"])
    #expect(try columns(OCIRepository.self) == ["URL", "Ready", "Status", "Age"])
    #expect(try columns(Bucket.self) == ["Endpoint", "Age", "Ready", "Status"])
    #expect(
      try columns(HelmChart.self) == ["Chart", "Version", "Source Kind", "Source Name", "Age", "Ready", "Status"])
    #expect(try columns(ExternalArtifact.self) == ["Age", "Ready", "Status", "Source"])
  }

  @Test("S-CRD-10 K-01-06 a status says generation -1 until the object was seen")
  func statusDefault() throws {
    for kind in DefinedKinds.all where kind.definition.type.kind != "ExternalArtifact" {
      for version in kind.definition.versions {
        guard let status = version.status else { continue }
        #expect(status.defaultValue == ["observedGeneration": -1], "\(kind) \(version.name)")
      }
    }
  }

  @Test("K-01-01 K-01-02 names, categories, status subresource and stored version of Kustomization")
  func kustomization() throws {
    let definition = try definition(Kustomization.self)
    #expect(definition[path: "spec", "group"] == "kustomize.toolkit.fluxcd.io")
    #expect(
      definition[path: "spec", "names"] == [
        "kind": "Kustomization", "listKind": "KustomizationList", "plural": "kustomizations",
        "singular": "kustomization", "shortNames": ["ks"], "categories": ["all", "fluxcd", "fluxcd-appliers"],
      ])
    #expect(definition[path: "spec", "scope"] == "Namespaced")
    let present = try #require(definition[path: "spec", "versions"]?[0])
    #expect(present["name"] == "v1")
    #expect(present["storage"] == true)
    #expect(present[path: "subresources", "status"] == [:])
  }

  @Test("K-01-04 columns of Kustomization")
  func kustomizationColumns() throws {
    #expect(try columns(Kustomization.self) == ["Age", "Ready", "Status"])
  }

  @Test("H-01-01 H-01-02 names, stored version, columns and annotation of HelmRelease")
  func helmRelease() throws {
    let definition = try definition(HelmRelease.self)
    #expect(definition[path: "spec", "group"] == "helm.toolkit.fluxcd.io")
    #expect(
      definition[path: "spec", "names"] == [
        "kind": "HelmRelease", "listKind": "HelmReleaseList", "plural": "helmreleases", "singular": "helmrelease",
        "shortNames": ["hr"], "categories": ["all", "fluxcd", "fluxcd-appliers"],
      ])
    let present = try #require(definition[path: "spec", "versions"]?[0])
    #expect(present["name"] == "v2")
    #expect(present["storage"] == true)
    #expect(present[path: "subresources", "status"] == [:])
    #expect(try columns(HelmRelease.self) == ["Age", "Ready", "Status"])
    #expect(
      definition[path: "metadata", "annotations", "kustomize.toolkit.fluxcd.io/substitute"] == "disabled")
  }

  @Test("N-API-01 N-API-02 Alert and Provider are stored as v1beta3 and have no status")
  func alertAndProvider() throws {
    for kind in [Alert.self, Provider.self] as [any DefinedKind.Type] {
      let definition = try definition(kind)
      #expect(definition[path: "spec", "group"] == "notification.toolkit.fluxcd.io")
      #expect(definition[path: "spec", "names", "shortNames"] == nil)
      #expect(definition[path: "spec", "scope"] == "Namespaced")
      let present = try #require(definition[path: "spec", "versions"]?[0])
      #expect(present["name"] == "v1beta3")
      #expect(present["storage"] == true)
      #expect(present["served"] == true)
      #expect(present["subresources"] == nil)
    }
  }

  @Test("N-API-03 Receiver is stored as v1 and has a status subresource")
  func receiver() throws {
    let present = try #require(try definition(Receiver.self)[path: "spec", "versions"]?[0])
    #expect(present["name"] == "v1")
    #expect(present["storage"] == true)
    #expect(present[path: "subresources", "status"] == [:])
  }

  @Test("N-API-05 N-API-07 N-API-08 categories and columns of the notification kinds")
  func notificationColumns() throws {
    for kind in [Alert.self, Provider.self, Receiver.self] as [any DefinedKind.Type] {
      #expect(kind.definition.categories == ["all", "fluxcd", "fluxcd-notifications"])
    }
    #expect(try columns(Alert.self) == ["Age"])
    #expect(try columns(Provider.self) == ["Age"])
    #expect(try columns(Receiver.self) == ["Age", "Ready", "Status"])
  }
}
