import GitOpsAPI
import OperatorKit

/// Deletes what the Kustomization applied once and no longer contains.
struct PruneStep: Sendable {
  let guarded: DeletionGuard

  /// Some objects could not be deleted; they go back into the inventory.
  struct Incomplete: Error {
    let survivors: Inventory
    let failure: KustomizationFailure
  }

  /// Deletes stale objects, when the Kustomization prunes, and returns the lines that tell of it.
  ///
  /// Throws ``Incomplete``.
  func run(
    _ object: Kustomization, _ stale: [OperatorKit.ObjectReference], keeping changes: ChangeSet,
    _ client: KubernetesClient
  ) async throws -> [String] {
    guard object.spec.prune, !stale.isEmpty else { return [] }
    let result = try await pruner(object, client).prune(stale, keeping: changes)
    if let failure = result.failure {
      throw Incomplete(
        survivors: Inventory(result.survivors),
        failure: KustomizationFailure(Reason.pruneFailed, "\(failure)"))
    }
    return result.deleted.map { "\($0.subject) deleted" }
  }

  func pruner(_ object: Kustomization, _ client: KubernetesClient) -> Pruner {
    Pruner(
      client: client, owner: OwnerLabels(of: object), markers: ControlMarkers(prefix: APIGroup.kustomize),
      guarded: guarded.and(protecting: object))
  }
}

extension DeletionGuard {
  /// The guard of the controller's own objects, and of the Kustomization itself and its namespace.
  func and(protecting object: Kustomization) -> DeletionGuard {
    let own = object.key
    return DeletionGuard { reference in
      if self.protects(reference) { return true }
      if reference.groupKind == Kustomization.resourceType.groupKind, reference.key == own { return true }
      return reference.groupKind == ResourceType.namespace.groupKind && reference.name == own.namespace
    }
  }

  /// Protects the namespace that this controller runs in, and the Deployments of the controllers there.
  static func ownNamespace(_ namespace: String?) -> DeletionGuard {
    guard let namespace, !namespace.isEmpty else { return .none }
    let deployments = GroupKind(group: "apps", kind: "Deployment")
    let controllers: Set<String> = [
      "source-controller", "kustomize-controller", "helm-controller", "notification-controller",
    ]
    return DeletionGuard { reference in
      if reference.groupKind == ResourceType.namespace.groupKind { return reference.name == namespace }
      return reference.groupKind == deployments && reference.namespace == namespace
        && controllers.contains(reference.name)
    }
  }
}
