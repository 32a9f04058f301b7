import OperatorKit

extension Alert: DefinedKind {
  package static let definition = KindDefinition(
    resourceType, category: "fluxcd-notifications",
    versions: [
      VersionDefinition("v1beta3", spec: Spec.schema, status: nil, columns: [.age]),
      VersionDefinition(
        "v1beta2", spec: Spec.schema, status: OldNotification.status, columns: OldNotification.columns,
        deprecationWarning: "v1beta2 Alert is deprecated, upgrade to v1beta3"),
      VersionDefinition(
        "v1beta1", spec: v1beta1Spec, status: OldNotification.status.without("lastHandledReconcileAt"),
        columns: OldNotification.columns,
        deprecationWarning: "v1beta1 Alert is deprecated, upgrade to v1beta3"),
    ])

  private static let v1beta1Spec = Spec.schema
    .without("eventMetadata", "inclusionList")
    .changing("summary") { $0.removeLengthLimits() }
    .changing("eventSources", OldNotification.narrowReference)
}

/// What older versions of the notification kinds have in common.
enum OldNotification {
  static let columns: [PrinterColumn] = [.age, .ready, .status]

  static let status = Schema.status {
    Field.conditions
    Field.lastHandledReconcileAt
    Field.observedGeneration
  }

  /// References to objects, as version v1beta1 had them.
  static func narrowReference(_ schema: inout Schema) {
    schema =
      schema
      .changing("kind") { $0.allowed.removeAll { ["ArtifactGenerator", "ExternalArtifact"].contains($0) } }
      .changing("name") { $0.maximumLength = 53 }
      .changing("namespace") { $0.maximumLength = 53 }
  }
}
