/// Names objects whose events matter, or that are to be reconciled.
public struct EventSource: Codable, Hashable, Sendable {
  @NonEmpty public var apiVersion: String?
  public var kind: EventSourceKind
  /// Labels that the objects must have; an empty map asks for none, and is not the same as no map.
  public var matchLabels: [String: String]?
  /// `*` for every name.
  public var name: String
  @NonEmpty public var namespace: String?

  public init(kind: EventSourceKind, name: String, namespace: String? = nil) {
    self.kind = kind
    self.name = name
    self.namespace = namespace
  }

  public static let anyName = "*"

  package static let schema = Schema.object("Names objects of one kind.") {
    Field("apiVersion", .string, "API version of the objects.")
    Field("kind", required: .oneOf(EventSourceKind.self), "Kind of the objects.")
    Field("matchLabels", .stringMap, "Labels that the objects must have.")
    Field("name", required: .string(1...253), "Name of the object, or * for all.")
    Field("namespace", .string(1...253), "Namespace of the objects; by default that of this object.")
  }
}

/// The kinds that alerts and receivers may name.
public struct EventSourceKind: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let known = [
    "Bucket", "GitRepository", "Kustomization", "HelmRelease", "HelmChart", "HelmRepository", "ImageRepository",
    "ImagePolicy", "ImageUpdateAutomation", "OCIRepository", "ArtifactGenerator", "ExternalArtifact",
  ].map(EventSourceKind.init(rawValue:))
}
