public import OperatorKit

extension OCIRepository {
  /// Which artifact to pull, and what of it.
  public struct Spec: Codable, Hashable, Sendable {
    public var certSecretRef: LocalObjectReference?
    public var ignore: String?
    @OrEmpty public var insecure: Bool
    public var interval: GoDuration
    public var layerSelector: LayerSelector?
    public var provider: CloudProvider?
    public var proxySecretRef: LocalObjectReference?
    public var ref: Reference?
    public var secretRef: LocalObjectReference?
    @NonEmpty public var serviceAccountName: String?
    @OrEmpty public var suspend: Bool
    public var timeout: GoDuration?
    /// `oci://` and a repository, without tag or digest.
    public var url: String
    public var verify: Verification?

    public init(url: String, interval: GoDuration) {
      self.url = url
      self.interval = interval
    }

    public var effectiveProvider: CloudProvider { provider ?? .generic }
    public var effectiveTimeout: GoDuration { timeout ?? .seconds(60) }
  }
}

extension OCIRepository.Spec {
  package static let schema = Schema.object("An artifact in an OCI registry.") {
    Field.certSecretRef
    Field.ignore
    Field.insecure
    Field.interval
    Field("layerSelector", OCIRepository.LayerSelector.schema, "Which layer to take; by default the first.")
    Field("provider", CloudProvider.registrySchema, "Who vouches for the identity.")
    Field.proxySecretRef
    Field("ref", OCIRepository.Reference.schema, "What to pull; by default the tag latest.")
    Field.secretRef
    Field.serviceAccountName
    Field.suspend
    Field.fetchTimeout
    Field(
      "url", required: .string.matching("^oci://.*$", example: "oci://registry.example.com/apps"),
      "Repository in a registry, without tag or digest.")
    Field("verify", OCIRepository.Verification.schema, "Signatures to check.")
  }
}
