/// Selects objects out of a build, as patches and drift-ignore rules do. Absent fields select everything; group,
/// version, kind, namespace and name are anchored regular expressions.
public struct ObjectSelector: Codable, Hashable, Sendable {
  @NonEmpty public var annotationSelector: String?
  @NonEmpty public var group: String?
  @NonEmpty public var kind: String?
  @NonEmpty public var labelSelector: String?
  @NonEmpty public var name: String?
  @NonEmpty public var namespace: String?
  @NonEmpty public var version: String?

  public init() {}

  package static let schema = Schema.object("Selects objects.") {
    Field("annotationSelector", .string, "Selector over annotations, in the notation of label selectors.")
    Field("group", .string, "API group.")
    Field("kind", .string, "Kind.")
    Field("labelSelector", .string, "Label selector.")
    Field("name", .string, "Name.")
    Field("namespace", .string, "Namespace.")
    Field("version", .string, "API version without its group.")
  }
}
