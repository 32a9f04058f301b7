/// The order in which objects are applied, and in reverse deleted (K-12-14).
///
/// Kinds that others refer to come first, the webhooks that could refuse the rest come last, and everything else is
/// sorted by group, kind, namespace and name, so that the order does not depend on how the objects arrived.
public enum ApplyOrder {
  private static let head = [
    "CustomResourceDefinition", "Namespace", "ClusterRole", "ClusterClass", "RuntimeClass", "PriorityClass",
    "StorageClass", "VolumeSnapshotClass", "IngressClass", "GatewayClass", "ClusterRoleBinding", "ResourceQuota",
    "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Secret", "Service", "LimitRange", "Deployment",
    "StatefulSet", "CronJob", "PodDisruptionBudget",
  ]
  private static let tail = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

  private static let ranks: [String: Int] = {
    var ranks: [String: Int] = [:]
    for (index, kind) in head.enumerated() { ranks[kind] = index - head.count }
    for (index, kind) in tail.enumerated() { ranks[kind] = index + 1 }
    return ranks
  }()

  /// Below zero for kinds at the head, above for kinds at the tail.
  static func rank(_ kind: String) -> Int { ranks[kind] ?? 0 }

  /// Whether the first object is applied before the second one.
  public static func precedes(_ left: ObjectReference, _ right: ObjectReference) -> Bool {
    let (a, b) = (rank(left.kind), rank(right.kind))
    if a != b { return a < b }
    if left.group != right.group { return left.group < right.group }
    if left.kind != right.kind { return left.kind < right.kind }
    return (left.namespace, left.name) < (right.namespace, right.name)
  }

  /// In the order of application.
  public static func sorted(_ references: some Sequence<ObjectReference>) -> [ObjectReference] {
    references.sorted(by: precedes)
  }

  /// In the order of deletion.
  public static func sortedForDeletion(_ references: some Sequence<ObjectReference>) -> [ObjectReference] {
    references.sorted { precedes($1, $0) }
  }
}
