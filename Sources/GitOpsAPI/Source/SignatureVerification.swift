/// Who makes signatures.
public struct SignatureProvider: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let cosign = SignatureProvider(rawValue: "cosign")
  public static let notation = SignatureProvider(rawValue: "notation")
  public static let known = [cosign, notation]
}

/// An identity that may have signed, when there is no key. Both are regular expressions.
public struct SignatureIdentity: Codable, Hashable, Sendable {
  public var issuer: String
  public var subject: String

  public init(issuer: String, subject: String) {
    self.issuer = issuer
    self.subject = subject
  }

  package static let schema = Schema.object("Who may have signed.") {
    Field("issuer", required: .string, "Regular expression for the issuer.")
    Field("subject", required: .string, "Regular expression for the subject.")
  }
}

extension Field {
  static let signatureProvider = Field(
    "provider", required: .oneOf(SignatureProvider.self).defaulting(to: SignatureProvider.cosign),
    "Kind of signature.")
  static let signatureKeys = Field(
    "secretRef", LocalObjectReference.schema, "Secret with the public keys, or with trust policy and certificates.")
  static let signatureIdentities = Field(
    "matchOIDCIdentity", .list(SignatureIdentity.schema), "Who may have signed, when there is no key.")
}

extension OCIRepository {
  /// How the signature of an artifact is checked.
  public struct Verification: Codable, Hashable, Sendable {
    @OrEmpty public var matchOIDCIdentity: [SignatureIdentity]
    public var provider: SignatureProvider
    /// Public keys; for notation the trust policy and certificates.
    public var secretRef: LocalObjectReference?
    /// A Sigstore trust root other than the public one.
    public var trustedRootSecretRef: LocalObjectReference?

    public init(provider: SignatureProvider, secretRef: LocalObjectReference? = nil) {
      self.provider = provider
      self.secretRef = secretRef
    }

    package static let schema = Schema.object("Signatures to check.") {
      Field.signatureIdentities
      Field.signatureProvider
      Field.signatureKeys
      Field("trustedRootSecretRef", LocalObjectReference.schema, "Secret with a Sigstore trust root.")
    }
  }
}

extension HelmChart {
  /// How the signature of a chart from a registry is checked.
  public struct Verification: Codable, Hashable, Sendable {
    @OrEmpty public var matchOIDCIdentity: [SignatureIdentity]
    public var provider: SignatureProvider
    /// Public keys; for notation the trust policy and certificates.
    public var secretRef: LocalObjectReference?

    public init(provider: SignatureProvider, secretRef: LocalObjectReference? = nil) {
      self.provider = provider
      self.secretRef = secretRef
    }

    package static let schema = Schema.object("Signatures to check.") {
      Field.signatureIdentities
      Field.signatureProvider
      Field.signatureKeys
    }
  }
}
