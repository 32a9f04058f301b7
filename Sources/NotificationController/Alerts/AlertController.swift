import ControllerSupport
import GitOpsAPI
import OperatorKit

/// Looks after Alerts, which need little: older versions left a finalizer on them, which is taken off.
struct AlertReconciler: Reconciler {
  let informer: Informer<AlertRule>
  let client: KubernetesClient
  let reports: AlertReports

  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    guard let alert = informer.store[key]?.object?.alert, alert.metadata.hasFinalizer(FinalizerName.gitOps),
      !alert.spec.suspend || alert.metadata.isBeingDeleted
    else { return .done }
    try await Finalizer.remove(FinalizerName.gitOps, from: alert, client)
    reports.tell(alert, .migration, "removed finalizer from Alert to migrate to static Alert")
    return .done
  }
}

/// Looks after Providers: holds them until the metrics about them are gone.
struct ProviderReconciler: Reconciler {
  let informer: Informer<Provider>
  let client: KubernetesClient
  let metrics: GitOpsMetrics

  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    guard let provider = informer.store[key]?.object else { return .done }
    let isHeld = provider.metadata.hasFinalizer(FinalizerName.gitOps)
    if provider.metadata.isBeingDeleted {
      metrics.removed(kind: Provider.resourceType.kind, key)
      if isHeld { try await Finalizer.remove(FinalizerName.gitOps, from: provider, client) }
    } else if !isHeld {
      try await Finalizer.add(FinalizerName.gitOps, to: provider, client)
    }
    return .done
  }
}
