extension Bucket {
  /// Where temporary credentials for a bucket come from.
  public struct SecurityTokenService: Codable, Hashable, Sendable {
    public var certSecretRef: LocalObjectReference?
    public var endpoint: String
    public var provider: STSProvider
    public var secretRef: LocalObjectReference?

    public init(provider: STSProvider, endpoint: String) {
      self.provider = provider
      self.endpoint = endpoint
    }

    package static let schema = Schema.object("Where temporary credentials come from.") {
      Field.certSecretRef
      Field(
        "endpoint", required: .string.matching("^(http|https)://.*$", example: "https://sts.example.com"),
        "Address of the service.")
      Field("provider", required: .oneOf(STSProvider.self), "Kind of the service.")
      Field("secretRef", LocalObjectReference.schema, "Secret with username and password; ldap only.")
    }
  }
}

/// The kind of a security token service.
public struct STSProvider: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let aws = STSProvider(rawValue: "aws")
  public static let ldap = STSProvider(rawValue: "ldap")
  public static let known = [aws, ldap]
}
