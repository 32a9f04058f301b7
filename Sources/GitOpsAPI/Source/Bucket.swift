public import OperatorKit

/// A bucket of objects that is fetched into an artifact.
public struct Bucket: ArtifactSource {
  public static let resourceType = SourceVersion.type("Bucket", "buckets")

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

extension Bucket: DefinedKind {
  private static let columns: [PrinterColumn] = [
    PrinterColumn("Endpoint", ".spec.endpoint"), .age, .ready, .status,
  ]

  package static let definition = KindDefinition(
    resourceType, category: "fluxcd-sources",
    versions: [
      VersionDefinition("v1", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v1beta2", spec: v1beta2Spec, status: Status.schema, columns: columns,
        deprecationWarning: "v1beta2 Bucket is deprecated, upgrade to v1"),
    ])

  private static let v1beta2Spec = Spec.schema
    .with { $0.rules.removeAll { $0.expression.contains("serviceAccountName") } }
    .without("serviceAccountName")
    .adding { Field.accessFrom }
}
