public import OperatorKit

/// A Helm repository: an index of charts over HTTP, or a registry.
public struct HelmRepository: ArtifactSource {
  public static let resourceType = SourceVersion.type("HelmRepository", "helmrepositories")

  public var metadata: ObjectMeta
  public var spec: Spec
  public var status: Status

  public init(metadata: ObjectMeta, spec: Spec, status: Status) {
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }

  public var artifact: Artifact? { status.artifact }
}

extension HelmRepository: DefinedKind {
  private static let columns: [PrinterColumn] = [PrinterColumn("URL", ".spec.url"), .age, .ready, .status]

  package static let definition = KindDefinition(
    resourceType, shortNames: ["helmrepo"], category: "fluxcd-sources",
    versions: [
      VersionDefinition("v1", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v1beta2", spec: Spec.schema, status: Status.schema, columns: columns,
        deprecationWarning: "v1beta2 HelmRepository is deprecated, upgrade to v1"),
    ])
}
