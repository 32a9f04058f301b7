/// The order in which kinds are installed and uninstalled.
public enum KindOrder: Sendable {
  case install
  case uninstall

  private static let installed = """
    PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget
    ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim
    CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList
    RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment
    HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService
    MutatingWebhookConfiguration ValidatingWebhookConfiguration
    """

  private static let uninstalled = """
    ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService Ingress IngressClass Service CronJob Job
    StatefulSet HorizontalPodAutoscaler Deployment ReplicaSet ReplicationController Pod DaemonSet RoleBindingList
    RoleBinding RoleList Role ClusterRoleBindingList ClusterRoleBinding ClusterRoleList ClusterRole
    CustomResourceDefinition PersistentVolumeClaim PersistentVolume StorageClass ConfigMap SecretList Secret
    ServiceAccount PodDisruptionBudget PodSecurityPolicy LimitRange ResourceQuota NetworkPolicy Namespace
    PriorityClass
    """

  private static let installRanks = ranks(installed)
  private static let uninstallRanks = ranks(uninstalled)

  private static func ranks(_ text: String) -> [String: Int] {
    var ranks: [String: Int] = [:]
    for (rank, kind) in text.split(whereSeparator: \.isWhitespace).enumerated() { ranks[String(kind)] = rank }
    return ranks
  }

  /// Where a kind stands; `nil` for kinds that come after all others, in order of their names.
  public func rank(_ kind: String) -> Int? {
    switch self {
    case .install: Self.installRanks[kind]
    case .uninstall: Self.uninstallRanks[kind]
    }
  }

  /// Puts things in the order of their kinds and leaves those of one kind as they are.
  public func sorted<Element>(_ elements: [Element], by kind: (Element) -> String) -> [Element] {
    elements.map { (element: $0, kind: kind($0)) }.enumerated().sorted { left, right in
      let (a, b) = (left.element.kind, right.element.kind)
      switch (rank(a), rank(b)) {
      case (let x?, let y?): return x != y ? x < y : left.offset < right.offset
      case (nil, nil): return a != b ? a.utf8.lexicographicallyPrecedes(b.utf8) : left.offset < right.offset
      case (_?, nil): return true
      case (nil, _?): return false
      }
    }.map(\.element.element)
  }
}
