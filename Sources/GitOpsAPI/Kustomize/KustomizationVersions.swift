import OperatorKit

extension Kustomization: DefinedKind {
  private static let columns: [PrinterColumn] = [.age, .ready, .status]

  package static let definition = KindDefinition(
    resourceType, shortNames: ["ks"], category: "fluxcd-appliers",
    versions: [
      VersionDefinition("v1", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v1beta2", spec: v1beta2Spec, status: v1beta2Status, columns: columns,
        deprecationWarning: "v1beta2 Kustomization is deprecated, upgrade to v1"),
    ])

  private static let v1beta2Spec = Spec.schema
    .without(
      "buildMetadata", "decryption.serviceAccountName", "deletionPolicy", "dependsOn.readyExpr",
      "healthCheckExprs", "ignore", "ignoreMissingComponents", "namePrefix", "nameSuffix",
      "postBuild.substituteStrategy"
    )
    .changing("sourceRef.kind") { $0.allowed.removeAll { $0 == SourceKind.externalArtifact.rawValue } }
    .adding {
      LegacyPatches.fields
      Field("validation", .string.with { $0.allowed = ["none", "client", "server"] }, "Has no effect.")
    }
    .with { $0.rules += LegacyPatches.refusals }

  private static let v1beta2Status = Status.schema.without("history", "lastAppliedOriginRevision")
}
