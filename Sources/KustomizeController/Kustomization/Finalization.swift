import ApplierSupport
import GitOpsAPI
import Logging
import OperatorKit

/// What happens when a Kustomization is deleted: its objects go or stay, as its policy says, then its finalizer goes.
///
/// Waiting for termination holds no worker, and ends at the timeout: a Kustomization can always be deleted.
struct Finalization: Sendable {
  let client: KubernetesClient
  let targets: TargetCluster
  let prune: PruneStep
  let events: EventReporter
  let memory: KustomizationMemory
  let logger: Logger

  /// How often to look whether deleted objects are gone.
  private static let poll = Duration.seconds(2)

  func run(_ object: Kustomization) async throws -> ReconcileResult {
    guard object.metadata.hasFinalizer(FinalizerName.gitOps) else { return .done }
    let inventory = object.status.inventory?.inventory ?? Inventory()
    if !object.spec.suspend, object.deletesObjects, !inventory.isEmpty {
      if let result = try await delete(inventory, of: object) { return result }
    }
    memory.forget(object.key)
    try await Finalizer.remove(
      FinalizerName.gitOps, from: object, client, fieldManager: KustomizationStatus.fieldManager)
    return .done
  }

  /// Deletes the objects; returns when to come back while they are not gone, or `nil` when nothing is left to do.
  private func delete(_ inventory: Inventory, of object: Kustomization) async throws -> ReconcileResult? {
    guard try await targets.hasServiceAccount(object) else {
      let account = object.spec.serviceAccountName ?? targets.defaultServiceAccount
      let message =
        "unable to prune objects: service account '\(account)' not found, "
        + "\(inventory.count) objects are left in the cluster"
      logger.error("\(message)", metadata: KustomizationLog.metadata(object.key))
      events.record(object, .error, Reason.pruneFailed, message)
      return nil
    }
    let target: KubernetesClient
    do {
      target = try await targets.client(for: object)
    } catch let failure as KustomizationFailure {
      events.record(object, .error, Reason.pruneFailed, "unable to prune objects: \(failure)")
      return .retry
    }
    let result = try await prune.pruner(object, target).prune(inventory.entries)
    let deleted = result.deleted.map { "\($0.subject) deleted" }
    if !deleted.isEmpty, memory.noteDeletion(of: object.key) {
      events.record(object, .info, Reason.reconciliationSucceeded, deleted.joined(separator: "\n"))
    }
    if let failure = result.failure {
      events.record(object, .error, Reason.pruneFailed, "\(failure)")
      return .retry  // the finalizer stays until everything that can be deleted is
    }
    guard object.spec.effectiveDeletionPolicy == .waitForTermination else { return nil }
    return try await wait(for: result.deleted, of: object, target)
  }

  private func wait(
    for deleted: [OperatorKit.ObjectReference], of object: Kustomization, _ target: KubernetesClient
  ) async throws -> ReconcileResult? {
    let remaining = try await Termination(client: target).remaining(of: deleted)
    guard !remaining.isEmpty else { return nil }
    // Not since the deletion was asked for: before, nobody may have been here to delete anything.
    let since = ContinuousClock.now - memory.terminationBegan(of: object.key)
    guard since > object.spec.effectiveTimeout.duration else { return .requeue(after: Finalization.poll) }
    let names = remaining.map { remainder in
      remainder.finalizers.isEmpty
        ? remainder.reference.subject
        : "\(remainder.reference.subject) (held by \(remainder.finalizers.joined(separator: ", ")))"
    }
    events.record(
      object, .error, Reason.pruneFailed, "timeout waiting for termination: [\(names.joined(separator: ", "))]")
    return nil
  }
}
