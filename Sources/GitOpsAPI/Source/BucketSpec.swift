public import OperatorKit

extension Bucket {
  /// Which bucket to fetch, and what of it.
  public struct Spec: Codable, Hashable, Sendable {
    public var bucketName: String
    public var certSecretRef: LocalObjectReference?
    /// Host and port; for Azure an address.
    public var endpoint: String
    public var ignore: String?
    @OrEmpty public var insecure: Bool
    public var interval: GoDuration
    @NonEmpty public var prefix: String?
    public var provider: CloudProvider?
    public var proxySecretRef: LocalObjectReference?
    @NonEmpty public var region: String?
    public var secretRef: LocalObjectReference?
    @NonEmpty public var serviceAccountName: String?
    public var sts: SecurityTokenService?
    @OrEmpty public var suspend: Bool
    public var timeout: GoDuration?

    public init(bucketName: String, endpoint: String, interval: GoDuration) {
      self.bucketName = bucketName
      self.endpoint = endpoint
      self.interval = interval
    }

    public var effectiveProvider: CloudProvider { provider ?? .generic }
    public var effectiveTimeout: GoDuration { timeout ?? .seconds(60) }
  }
}

extension Bucket.Spec {
  package static let schema = Schema.object("A bucket of objects that is fetched into an artifact.") {
    Field("bucketName", required: .string, "Name of the bucket.")
    Field.certSecretRef
    Field("endpoint", required: .string, "Host and port of the service; for Azure its address.")
    Field.ignore
    Field.insecure
    Field.interval
    Field("prefix", .string, "Fetch only objects whose keys begin with this.")
    Field("provider", CloudProvider.bucketSchema, "Whose service it is.")
    Field.proxySecretRef
    Field("region", .string, "Region of the bucket.")
    Field.secretRef
    Field.serviceAccountName
    Field("sts", Bucket.SecurityTokenService.schema, "Where to get temporary credentials.")
    Field.suspend
    Field.fetchTimeout
  }
  .rule(
    "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
    "STS configuration is only supported for the 'aws' and 'generic' Bucket providers"
  )
  .rule(
    "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
    "'aws' is the only supported STS provider for the 'aws' Bucket provider"
  )
  .rule(
    "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
    "'ldap' is the only supported STS provider for the 'generic' Bucket provider"
  )
  .rule(
    "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
    "spec.sts.secretRef is not required for the 'aws' STS provider"
  )
  .rule(
    "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
    "spec.sts.certSecretRef is not required for the 'aws' STS provider"
  )
  .rule(
    "self.provider != 'generic' || !has(self.serviceAccountName)",
    "ServiceAccountName is not supported for the 'generic' Bucket provider"
  )
  .rule(
    "!has(self.secretRef) || !has(self.serviceAccountName)",
    "cannot set both .spec.secretRef and .spec.serviceAccountName")
}
