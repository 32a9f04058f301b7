public import OperatorKit

/// A Git repository that is fetched into an artifact.
public struct GitRepository: ArtifactSource {
  public static let resourceType = SourceVersion.type("GitRepository", "gitrepositories")

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

extension GitRepository: DefinedKind {
  private static let columns: [PrinterColumn] = [PrinterColumn("URL", ".spec.url"), .age, .ready, .status]

  package static let definition = KindDefinition(
    resourceType, shortNames: ["gitrepo"], category: "fluxcd-sources",
    versions: [
      VersionDefinition("v1", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v1beta2", spec: v1beta2Spec, status: v1beta2Status, columns: columns,
        deprecationWarning: "v1beta2 GitRepository is deprecated, upgrade to v1"),
    ])

  private static let v1beta2Spec = Spec.schema
    .with { $0.rules = [] }
    .without("provider", "proxySecretRef", "serviceAccountName", "sparseCheckout")
    .adding {
      Field.accessFrom
      Field(
        "gitImplementation",
        .string.with { $0.allowed = ["go-git", "libgit2"] }.defaulting(to: "go-git"), "Has no effect.")
    }
    .requiring("verify.mode")
    .changing("verify.mode") {
      $0.allowed = ["head"]
      $0.defaultValue = nil
    }

  private static let v1beta2Status = Status.schema
    .without("observedSparseCheckout", "sourceVerificationMode")
    .adding {
      Field("contentConfigChecksum", .string, "No longer written.")
      Field.statusURL
    }
}
