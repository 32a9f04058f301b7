/// The stages of an apply. Each is complete on the cluster before the next one is looked at, because objects of the
/// next one may not even be accepted as a dry run before (K-12-08 to K-12-11).
public enum ApplyStage: Int, Sendable, Hashable, CaseIterable, Comparable {
  /// Custom resource definitions, namespaces and cluster roles.
  case definitions
  /// Kinds whose name ends in `Class`.
  case classes
  /// Kinds that the operator's configuration names.
  case custom
  case rest

  /// The stage of a kind.
  public init(of kind: GroupKind, customKinds: Set<GroupKind> = []) {
    if ApplyStage.definitionKinds.contains(kind) {
      self = .definitions
    } else if kind.kind.hasSuffix("Class") {
      self = .classes
    } else {
      self = customKinds.contains(kind) ? .custom : .rest
    }
  }

  /// Whether the objects have to be ready before the next stage begins.
  public var waitsUntilReady: Bool { self == .definitions || self == .classes }

  public static func < (left: ApplyStage, right: ApplyStage) -> Bool { left.rawValue < right.rawValue }

  private static let definitionKinds: Set<GroupKind> = [
    GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"), GroupKind(group: "", kind: "Namespace"),
    GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRole"),
  ]
}
