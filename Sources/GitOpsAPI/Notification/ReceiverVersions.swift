import OperatorKit

extension Receiver: DefinedKind {
  private static let columns: [PrinterColumn] = [.age, .ready, .status]

  package static let definition = KindDefinition(
    resourceType, category: "fluxcd-notifications",
    versions: [
      VersionDefinition("v1", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v1beta2", spec: v1beta2Spec, status: v1beta2Status, columns: columns,
        deprecationWarning: "v1beta2 Receiver is deprecated, upgrade to v1"),
      VersionDefinition(
        "v1beta1", spec: v1beta1Spec,
        status: v1beta2Status.without("lastHandledReconcileAt", "webhookPath"), columns: columns,
        deprecationWarning: "v1beta1 Receiver is deprecated, upgrade to v1"),
    ])

  private static let v1beta2Spec = Spec.schema
    .with { $0.rules = [] }
    .without("oidcProviders", "resourceFilter", "resources.filter")
    .requiring("secretRef")
    .changing("interval") { $0.defaultValue = nil }
    .changing("type") { $0.allowed.removeAll { ["generic-oidc", "cdevents"].contains($0) } }

  private static let v1beta2Status = Status.schema.adding {
    Field("url", .string, "No longer written; use webhookPath.")
  }

  private static let v1beta1Spec =
    v1beta2Spec
    .without("interval")
    .changing("resources", OldNotification.narrowReference)
}
