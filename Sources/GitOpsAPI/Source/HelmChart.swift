public import OperatorKit

/// A chart that is fetched or packaged into an artifact.
public struct HelmChart: ArtifactSource {
  public static let resourceType = SourceVersion.type("HelmChart", "helmcharts")

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

extension HelmChart: DefinedKind {
  private static let columns: [PrinterColumn] = [
    PrinterColumn("Chart", ".spec.chart"), PrinterColumn("Version", ".spec.version"),
    PrinterColumn("Source Kind", ".spec.sourceRef.kind"), PrinterColumn("Source Name", ".spec.sourceRef.name"),
    .age, .ready, .status,
  ]

  package static let definition = KindDefinition(
    resourceType, shortNames: ["hc"], category: "fluxcd-sources",
    versions: [
      VersionDefinition("v1", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v1beta2", spec: v1beta2Spec, status: Status.schema, columns: columns,
        deprecationWarning: "v1beta2 HelmChart is deprecated, upgrade to v1"),
    ])

  private static let v1beta2Spec = Spec.schema
    .with { $0.rules = [.refusing("valuesFile", insteadUse: "valuesFiles")] }
    .adding {
      Field.accessFrom
      Field("valuesFile", .string, "First of the values files; use valuesFiles.")
    }
}
