extension Kustomization {
  /// Where the manifests come from.
  public struct SourceReference: Codable, Hashable, Sendable {
    /// For people; the kind alone decides.
    @NonEmpty public var apiVersion: String?
    public var kind: SourceKind
    public var name: String
    @NonEmpty public var namespace: String?

    public init(kind: SourceKind, name: String, namespace: String? = nil) {
      self.kind = kind
      self.name = name
      self.namespace = namespace
    }

    /// The kinds that hold manifests.
    public static let kinds: [SourceKind] = [.ociRepository, .gitRepository, .bucket, .externalArtifact]

    package static let schema = Schema.object("Where the manifests come from.") {
      Field("apiVersion", .string, "API version of the source.")
      Field("kind", required: .oneOf(kinds), "Kind of the source.")
      Field("name", required: .string, "Name of the source.")
      Field("namespace", .string, "Namespace of the source; by default that of this object.")
    }
  }
}
