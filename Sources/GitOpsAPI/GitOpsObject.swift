public import OperatorKit

/// A kind of ours: metadata, what is wanted, and what was observed.
public protocol GitOpsObject: KubernetesObject, Hashable {
  associatedtype Spec: Codable & Hashable & Sendable
  associatedtype Status: ObjectStatus

  var spec: Spec { get set }
  var status: Status { get set }
  init(metadata: ObjectMeta, spec: Spec, status: Status)
}

/// What was observed of an object; empty until a controller has seen it.
public protocol ObjectStatus: Codable, Hashable, Sendable {
  init()
}

/// The status of kinds that have none.
public struct NoStatus: ObjectStatus {
  public init() {}
}

/// A status with conditions.
public protocol ConditionedStatus: ObjectStatus {
  var conditions: [Condition] { get set }
}

/// The status of a kind that one of our controllers reconciles.
public protocol ReconciledStatus: ConditionedStatus {
  /// The generation that the status speaks of; -1 until the object was first seen.
  var observedGeneration: Int64? { get set }
  /// The value of the annotation ``AnnotationName/requestedAt`` that was last acted upon.
  var lastHandledReconcileAt: String? { get set }
}

private enum ObjectField: String, CodingKey {
  case apiVersion, kind, metadata, spec, status
}

extension GitOpsObject {
  /// Throws `DecodingError`. An absent status is an empty one; unknown fields are ignored.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: ObjectField.self)
    self.init(
      metadata: try fields.decode(ObjectMeta.self, forKey: .metadata),
      spec: try fields.decode(Spec.self, forKey: .spec),
      status: try fields.decodeIfPresent(Status.self, forKey: .status) ?? Status())
  }

  /// Writes `apiVersion` and `kind` too; an empty status is left out.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: ObjectField.self)
    try fields.encode(Self.resourceType.apiVersion, forKey: .apiVersion)
    try fields.encode(Self.resourceType.kind, forKey: .kind)
    try fields.encode(metadata, forKey: .metadata)
    try fields.encode(spec, forKey: .spec)
    if status != Status() { try fields.encode(status, forKey: .status) }
  }

  public init(metadata: ObjectMeta, spec: Spec) {
    self.init(metadata: metadata, spec: spec, status: Status())
  }

  /// `GitRepository/apps/shop`, as messages name objects.
  public var subject: String { "\(Self.resourceType.kind)/\(key)" }
}
