public import OperatorKit

/// An artifact that somebody else stores and announces.
public struct ExternalArtifact: ArtifactSource {
  public static let resourceType = SourceVersion.type("ExternalArtifact", "externalartifacts")

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

extension ExternalArtifact: DefinedKind {
  package static let definition = KindDefinition(
    resourceType, shortNames: ["ea"], category: "fluxcd-sources",
    versions: [
      VersionDefinition(
        "v1", spec: Spec.schema, status: Status.schema,
        columns: [.age, .ready, .status, PrinterColumn("Source", ".spec.sourceRef.name")])
    ])
}

extension ExternalArtifact {
  /// Who makes the artifact.
  public struct Spec: Codable, Hashable, Sendable {
    /// For people; nobody looks it up.
    public var sourceRef: ObjectReference?

    public init(sourceRef: ObjectReference? = nil) { self.sourceRef = sourceRef }

    package static let schema = Schema.object("An artifact that somebody else stores and announces.") {
      Field("sourceRef", ObjectReference.schema, "The object that the artifact is made from.")
    }
  }

  /// What the maker of the artifact announces.
  public struct Status: ConditionedStatus {
    public var artifact: Artifact?
    @OrEmpty public var conditions: [Condition]

    public init() {}

    package static let schema = Schema.object("What was observed.") {
      Field.artifact
      Field.conditions
    }
  }
}
