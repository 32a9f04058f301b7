public import OperatorKit

/// An artifact in an OCI registry.
public struct OCIRepository: ArtifactSource {
  public static let resourceType = SourceVersion.type("OCIRepository", "ocirepositories")

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

extension OCIRepository: DefinedKind {
  private static let columns: [PrinterColumn] = [PrinterColumn("URL", ".spec.url"), .ready, .status, .age]

  package static let definition = KindDefinition(
    resourceType, shortNames: ["ocirepo"], category: "fluxcd-sources",
    versions: [
      VersionDefinition("v1", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v1beta2", spec: Spec.schema.without("verify.trustedRootSecretRef"), status: v1beta2Status,
        columns: columns, deprecationWarning: "v1beta2 OCIRepository is deprecated, upgrade to v1"),
    ])

  private static let v1beta2Status = Status.schema.adding {
    Field("contentConfigChecksum", .string, "No longer written.")
  }
}
