public import OperatorKit

/// How to tell the health of a kind, in CEL over the object's fields.
public struct HealthCheckExpression: Codable, Hashable, Sendable {
  public var apiVersion: String
  /// True once the object is as wanted.
  public var current: String
  /// True when the object has failed.
  @NonEmpty public var failed: String?
  /// True while the object is on its way.
  @NonEmpty public var inProgress: String?
  @NonEmpty public var kind: String?

  public init(
    apiVersion: String, kind: String?, current: String, inProgress: String? = nil, failed: String? = nil
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.current = current
    self.inProgress = inProgress
    self.failed = failed
  }

  /// What the expression speaks of; one kind has at most one expression, in whatever version.
  public var groupKind: GroupKind {
    GroupKind(group: GroupVersion(apiVersion: apiVersion).group, kind: kind ?? "")
  }

  package static let schema = Schema.object("How to tell the health of a kind, in CEL.") {
    Field("apiVersion", required: .string, "API version of the objects.")
    Field("current", required: .string, "True once the object is as wanted.")
    Field("failed", .string, "True when the object has failed.")
    Field("inProgress", .string, "True while the object is on its way.")
    Field("kind", .string, "Kind of the objects.")
  }
}
