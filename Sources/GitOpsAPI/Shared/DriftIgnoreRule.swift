/// Fields of objects that others may change.
public struct DriftIgnoreRule: Codable, Hashable, Sendable {
  /// JSON pointers (RFC 6901).
  public var paths: [String]
  /// `nil` for every object.
  public var target: ObjectSelector?

  public init(paths: [String], target: ObjectSelector? = nil) {
    self.paths = paths
    self.target = target
  }

  package static let schema = Schema.object("Fields of objects that others may change.") {
    Field("paths", required: .strings, "JSON pointers (RFC 6901) of the fields.")
    Field("target", ObjectSelector.schema, "Objects the rule is for; when absent, all.")
  }
}
