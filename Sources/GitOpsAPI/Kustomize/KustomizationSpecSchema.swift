extension Kustomization.Spec {
  package static let schema = Schema.object("A directory of manifests that is built and applied.") {
    build
    apply
    health
    Field("interval", required: .duration, "How often to apply.")
    Field("retryInterval", .duration, "How long after a failure to try again; by default the interval.")
    Field("timeout", .duration, "Limit for build, apply and health checks; by default 30s less than the interval.")
    Field("sourceRef", required: Kustomization.SourceReference.schema, "Where the manifests come from.")
    Field.suspend
  }

  @FieldsBuilder private static var build: [Field] {
    Field(
      "buildMetadata", .list(.oneOf(BuildMetadataOption.self)), "What to note on the objects about their origin.")
    Field("commonMetadata", CommonMetadata.schema)
    Field("components", .strings, "Kustomize components to add, as paths relative to path.")
    Field("decryption", Kustomization.Decryption.schema, "How to decrypt Secrets.")
    Field("ignoreMissingComponents", .boolean, "Skip components that do not exist.")
    Field("images", .list(ImageOverride.schema), "Other names, tags or digests for images.")
    Field("namePrefix", .string(1...200), "Prefix for the names of all objects.")
    Field("nameSuffix", .string(1...200), "Suffix for the names of all objects.")
    Field("patches", .list(InlinePatch.schema), "Patches, in the order in which they are applied.")
    Field("path", .string, "Directory in the source; by default its root.")
    Field("postBuild", Kustomization.PostBuild.schema, "What to do with the manifests once built.")
    Field("targetNamespace", .string(1...63), "Namespace for all objects.")
  }

  @FieldsBuilder private static var apply: [Field] {
    Field("deletionPolicy", .oneOf(DeletionPolicy.self), "What becomes of the objects when this one is deleted.")
    Field("force", .boolean.defaulting(to: false), "Recreate objects of which an immutable field changes.")
    Field("ignore", .list(DriftIgnoreRule.schema), "Fields that others may change.")
    Field("kubeConfig", KubeConfigReference.schema, "Another cluster to apply to.")
    Field("prune", required: .boolean, "Delete objects that are no longer among the manifests.")
    Field("serviceAccountName", .string, "ServiceAccount to act as.")
  }

  @FieldsBuilder private static var health: [Field] {
    Field("dependsOn", .list(DependencyReference.schema), "Kustomizations that must be ready first.")
    Field("healthCheckExprs", .list(HealthCheckExpression.schema), "How to tell the health of custom resources.")
    Field("healthChecks", .list(ObjectReference.schema), "Objects to wait for.")
    Field("wait", .boolean, "Wait for all applied objects; healthChecks is then ignored.")
  }
}
