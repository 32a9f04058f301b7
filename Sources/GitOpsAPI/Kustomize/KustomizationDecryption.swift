extension Kustomization {
  /// Decryption of Secrets in the manifests. The schema accepts it; this project leaves Secrets to others, and stalls
  /// a Kustomization that asks for it.
  public struct Decryption: Codable, Hashable, Sendable {
    public var provider: DecryptionProvider
    public var secretRef: LocalObjectReference?
    @NonEmpty public var serviceAccountName: String?

    package static let schema = Schema.object("Decryption of Secrets.") {
      Field("provider", required: .oneOf(DecryptionProvider.self), "Who decrypts.")
      Field("secretRef", LocalObjectReference.schema, "Secret with the keys.")
      Field("serviceAccountName", .string, "ServiceAccount whose cloud identity is used.")
    }
  }
}

/// What decrypts Secrets.
public struct DecryptionProvider: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let sops = DecryptionProvider(rawValue: "sops")
  public static let known = [sops]
}
