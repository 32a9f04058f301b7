/// How to reach another cluster: exactly one of the two is set.
public struct KubeConfigReference: Codable, Hashable, Sendable {
  /// A ConfigMap that names a cluster, for authentication without a Secret.
  public var configMapRef: LocalObjectReference?
  /// A Secret with a kubeconfig.
  public var secretRef: SecretKeyReference?

  public init(configMapRef: LocalObjectReference? = nil, secretRef: SecretKeyReference? = nil) {
    self.configMapRef = configMapRef
    self.secretRef = secretRef
  }

  private static let exactlyOne =
    "exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified"

  package static let schema = Schema.object("Another cluster to act on.") {
    Field("configMapRef", LocalObjectReference.schema, "ConfigMap that says how to reach the cluster.")
    Field("secretRef", SecretKeyReference.schema, "Secret with a kubeconfig.")
  }
  .rule("has(self.configMapRef) || has(self.secretRef)", exactlyOne)
  .rule("!has(self.configMapRef) || !has(self.secretRef)", exactlyOne)
}
