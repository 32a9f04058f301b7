import OperatorKit

/// Deletes objects of a release, in the order of uninstalling.
struct ReleaseRemoval: Sendable {
  let client: KubernetesClient
  let propagation: DeleteOptions.Propagation
  let log: ActionLog

  /// Begins to delete; returns those that are on their way, and what went wrong.
  func run(_ objects: [ReleaseObject]) async -> (deleted: [ReleaseObject], problems: [String]) {
    var deleted: [ReleaseObject] = []
    var problems: [String] = []
    for object in objects {
      do {
        try await client.delete(
          object.type, object.reference.key, options: DeleteOptions(propagation: propagation))
        log.add("deleted \(object.reference.subject)")
        deleted.append(object)
      } catch let error as KubernetesError where error.kind == .notFound {
        continue
      } catch {
        problems.append("\(object.reference.subject): \(error)")
      }
    }
    return (deleted, problems)
  }
}

/// The orders in which Helm installs and uninstalls kinds (H-27-06).
enum UninstallOrder {
  private static let kinds = [
    "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "Ingress", "IngressClass",
    "Service", "CronJob", "Job", "StatefulSet", "HorizontalPodAutoscaler", "Deployment", "ReplicaSet",
    "ReplicationController", "Pod", "DaemonSet", "RoleBindingList", "RoleBinding", "RoleList", "Role",
    "ClusterRoleBindingList", "ClusterRoleBinding", "ClusterRoleList", "ClusterRole", "CustomResourceDefinition", "PersistentVolumeClaim",
    "PersistentVolume", "StorageClass", "ConfigMap", "SecretList", "Secret", "ServiceAccount", "PodDisruptionBudget",
    "PodSecurityPolicy", "LimitRange", "ResourceQuota", "NetworkPolicy", "Namespace", "PriorityClass",
  ]

  private static let ranks = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })

  /// Sorts by kind; unknown kinds come last, by name. Objects of a kind stay as they are.
  static func sorted(_ objects: [ReleaseObject]) -> [ReleaseObject] {
    objects.enumerated().sorted { left, right in
      let (a, b) = (left.element.type.kind, right.element.type.kind)
      let ranks = (UninstallOrder.ranks[a], UninstallOrder.ranks[b])
      switch ranks {
      case (let x?, let y?): return (x, left.offset) < (y, right.offset)
      case (nil, nil): return (a, left.offset) < (b, right.offset)
      case (nil, _): return false
      case (_, nil): return true
      }
    }.map(\.element)
  }
}
