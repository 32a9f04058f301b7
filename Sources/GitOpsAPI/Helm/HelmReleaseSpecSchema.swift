extension HelmRelease.Spec {
  package static let schema = Schema.object("A chart that is installed and kept as wanted.") {
    chartFields
    actionFields
    clusterFields
    Field("commonMetadata", CommonMetadata.schema)
    Field("dependsOn", .list(DependencyReference.schema), "HelmReleases that must be ready first.")
    Field("driftDetection", HelmRelease.DriftDetection.schema, "What to do when others change objects.")
    Field("healthCheckExprs", .list(HealthCheckExpression.schema), "How to tell the health of custom resources.")
    Field("interval", required: .duration, "How often to reconcile.")
    Field.suspend
    Field("timeout", .duration, "Limit for each Helm action; by default 5m.")
  }
  .rule(
    "(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))",
    "either chart or chartRef must be set")

  @FieldsBuilder private static var chartFields: [Field] {
    Field("chart", HelmRelease.ChartTemplate.schema, "HelmChart to make.")
    Field("chartRef", HelmRelease.ChartReference.schema, "Chart that exists already.")
    Field("postRenderStrategy", .oneOf(PostRenderStrategy.self), "What post-renderers are given.")
    Field("postRenderers", .list(HelmRelease.PostRenderer.schema), "Changes to the rendered manifests.")
    Field("releaseName", .string(1...53), "Name of the release; by default made of namespace and name.")
    Field("values", .anything, "Values for the chart.")
    Field("valuesFrom", .list(HelmRelease.ValuesReference.schema), "Where more values are; values wins.")
  }

  @FieldsBuilder private static var actionFields: [Field] {
    Field("install", HelmRelease.Install.schema, "Settings for helm install.")
    Field("maxHistory", .integer, "Releases to keep, 0 for all; by default 5.")
    Field("rollback", HelmRelease.Rollback.schema, "Settings for helm rollback.")
    Field("test", HelmRelease.Test.schema, "Settings for helm test.")
    Field("uninstall", HelmRelease.Uninstall.schema, "Settings for helm uninstall.")
    Field("upgrade", HelmRelease.Upgrade.schema, "Settings for helm upgrade.")
    Field("waitStrategy", HelmRelease.WaitStrategy.schema, "How to wait for objects.")
  }

  @FieldsBuilder private static var clusterFields: [Field] {
    Field("kubeConfig", KubeConfigReference.schema, "Another cluster to install into.")
    Field("persistentClient", .boolean, "Keep one client for all actions; by default true.")
    Field("serviceAccountName", .string(1...253), "ServiceAccount to act as.")
    Field("storageNamespace", .string(1...63), "Namespace of the release records.")
    Field("targetNamespace", .string(1...63), "Namespace to install into.")
  }
}
