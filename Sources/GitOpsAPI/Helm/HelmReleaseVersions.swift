import OperatorKit

extension HelmRelease: DefinedKind {
  private static let columns: [PrinterColumn] = [.age, .ready, .status]

  package static let definition = KindDefinition(
    resourceType, shortNames: ["hr"], category: "fluxcd-appliers",
    versions: [
      VersionDefinition("v2", spec: Spec.schema, status: Status.schema, columns: columns),
      VersionDefinition(
        "v2beta2", spec: v2beta2Spec, status: v2beta2Status, columns: columns,
        deprecationWarning: "v2beta2 HelmRelease is deprecated, upgrade to v2"),
      VersionDefinition(
        "v2beta1", spec: v2beta1Spec, status: v2beta1Status, columns: columns,
        deprecationWarning: "v2beta1 HelmRelease is deprecated, upgrade to v2"),
    ])

  private static let v2beta2Spec = Spec.schema
    .without(
      "commonMetadata", "dependsOn.readyExpr", "healthCheckExprs", "kubeConfig.configMapRef",
      "postRenderStrategy", "valuesFrom.literal", "waitStrategy"
    )
    .without(
      "install.disableSchemaValidation", "install.disableTakeOwnership", "install.serverSideApply",
      "install.strategy", "rollback.serverSideApply"
    )
    .without(
      "upgrade.chartNameChangeStrategy", "upgrade.disableSchemaValidation", "upgrade.disableTakeOwnership",
      "upgrade.serverSideApply", "upgrade.strategy"
    )
    .adding(to: "chart.spec") { Field("valuesFile", .string, "First of the values files; use valuesFiles.") }
    .changing("chart.spec") { $0.rules.append(.refusing("valuesFile", insteadUse: "valuesFiles")) }
    .adding(to: "postRenderers.kustomize") { LegacyPatches.fields }
    .changing("postRenderers.kustomize") { $0.rules += LegacyPatches.refusals }
    .changing("chartRef.kind") { $0.allowed.removeAll { $0 == SourceKind.externalArtifact.rawValue } }
    .changing("kubeConfig") { $0.rules = [] }
    .requiring("kubeConfig.secretRef")

  private static let v2beta2Status = Status.schema
    .without(
      "history.action", "inventory", "lastAttemptedReleaseActionDuration", "observedCommonMetadataDigest"
    )
    .adding { Field("lastAppliedRevision", .string, "No longer written.") }

  private static let v2beta1Spec =
    v2beta2Spec
    .with { $0.rules = [] }
    .requiring("chart")
    .without("chart.spec.ignoreMissingValuesFiles", "test.filters")
    .changing("chart.spec.chart") { $0.removeLengthLimits() }
    .changing("chart.spec.verify.provider") { $0.allowed = [SignatureProvider.cosign.rawValue] }
    .changing("serviceAccountName") { $0.removeLengthLimits() }

  private static let v2beta1Status =
    v2beta2Status
    .without("lastAttemptedRevisionDigest")
    .changing("lastAttemptedReleaseAction") { $0.allowed = [] }
    .changing("storageNamespace") { $0.removeLengthLimits() }
}
