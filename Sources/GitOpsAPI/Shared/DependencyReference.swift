public import OperatorKit

/// Names an object of the same kind that must be ready first.
public struct DependencyReference: Codable, Hashable, Sendable {
  public var name: String
  @NonEmpty public var namespace: String?
  /// A CEL expression over `self` and `dep` that replaces the usual test of readiness.
  @NonEmpty public var readyExpr: String?

  public init(name: String, namespace: String? = nil, readyExpr: String? = nil) {
    self.name = name
    self.namespace = namespace
    self.readyExpr = readyExpr
  }

  /// The object that is meant when an object of the given namespace refers to it.
  public func key(from namespace: String) -> ObjectKey {
    ObjectKey(namespace: self.namespace ?? namespace, name: name)
  }

  package static let schema = Schema.object("Names an object of the same kind that must be ready first.") {
    Field("name", required: .string, "Name of the object.")
    Field("namespace", .string, "Namespace of the object; by default that of this object.")
    Field(
      "readyExpr", .string, "CEL expression over self and dep that decides whether the dependency is ready.")
  }
}
