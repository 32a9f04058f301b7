import GitOpsAPI
import OperatorKit
import Testing

private let hasSpecification = RepositoryFiles.specification("fields-source.md") != nil

/// Field by field, the schemas are what the specification's tables say: type, default, choice, pattern, whether it is
/// required, limits and rules.
@Suite(.enabled(if: hasSpecification, "the specification is not beside the repository"))
struct FieldTableTests {
  private func tables(_ name: String) throws -> [String: KindTable] {
    let text = try #require(RepositoryFiles.specification(name))
    return Dictionary(KindTable.parse(text).map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private func check(_ kind: any DefinedKind.Type, in file: String) throws {
    let table = try #require(try tables(file)[kind.resourceType.kind])
    let version = try #require(kind.definition.versions.first)
    var ours = rows(of: version.spec, at: "spec")
    if let status = version.status { ours.formUnion(rows(of: status, at: "status")) }
    #expect(ours.subtracting(table.rows).map(\.description).sorted() == [], "only in the schema of \(kind)")
    #expect(table.rows.subtracting(ours).map(\.description).sorted() == [], "only in the table of \(kind)")
    #expect(!table.rows.isEmpty)
    checkNames(kind.definition, table)
    #expect(version.name == table.storageVersion)
    #expect(version.columns.map { "\($0.name) `\($0.path)`" }.joined(separator: ", ") == table.columns)
  }

  private func checkNames(_ definition: KindDefinition, _ table: KindTable) {
    let short = definition.shortNames.isEmpty ? "-" : definition.shortNames.joined(separator: ",")
    #expect(
      table.heading
        == "(\(definition.type.group); plural \(definition.type.plural); short \(short);"
        + " categories \(definition.categories.joined(separator: ",")); Namespaced)")
  }

  @Test("GitRepository has every field of the table")
  func gitRepository() throws { try check(GitRepository.self, in: "fields-source.md") }

  @Test("OCIRepository has every field of the table")
  func ociRepository() throws { try check(OCIRepository.self, in: "fields-source.md") }

  @Test("HelmRepository has every field of the table")
  func helmRepository() throws { try check(HelmRepository.self, in: "fields-source.md") }

  @Test("HelmChart has every field of the table")
  func helmChart() throws { try check(HelmChart.self, in: "fields-source.md") }

  @Test("Bucket has every field of the table")
  func bucket() throws { try check(Bucket.self, in: "fields-source.md") }

  @Test("ExternalArtifact has every field of the table")
  func externalArtifact() throws { try check(ExternalArtifact.self, in: "fields-source.md") }

  @Test("Kustomization has every field of the table")
  func kustomization() throws { try check(Kustomization.self, in: "fields-kustomize.md") }

  @Test("HelmRelease has every field of the table")
  func helmRelease() throws { try check(HelmRelease.self, in: "fields-helm.md") }

  @Test("Alert has every field of the table")
  func alert() throws { try check(Alert.self, in: "fields-notification.md") }

  @Test("Provider has every field of the table")
  func provider() throws { try check(Provider.self, in: "fields-notification.md") }

  @Test("Receiver has every field of the table")
  func receiver() throws { try check(Receiver.self, in: "fields-notification.md") }
}
