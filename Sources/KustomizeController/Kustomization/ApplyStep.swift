import ApplierSupport
import ControllerSupport
import GitOpsAPI
import JSON
import Logging
import OperatorKit

/// Applies what was built, in stages, writing only what differs.
struct ApplyStep: Sendable {
  static let fieldManager = "kustomize-controller"

  let options: KustomizeOptions
  let cache: ApplyCache
  let guarded: DeletionGuard
  let logger: Logger

  /// Throws ``KustomizationFailure``, whose message tells what was changed before.
  func run(_ object: Kustomization, _ built: BuiltSet, _ client: KubernetesClient) async throws -> ApplyResult {
    let applier = try Applier(client: client, options: applyOptions(object))
    do {
      let result = try await applier.apply(built.set, cache: cache.scope(scopeName(object)))
      log(object, result)
      return result
    } catch let failure as ApplyFailure {
      throw KustomizationFailure(
        Reason.reconciliationFailed, "\(failure)", remedy: failure.isRetryable ? .backoff : .retryInterval)
    }
  }

  /// Whether everything that was applied for the same inputs is, provably, still as it was left.
  func liveState(_ object: Kustomization, _ client: KubernetesClient) async throws -> LiveState {
    let applier = try Applier(client: client, options: applyOptions(object))
    let inventory = object.status.inventory?.inventory ?? Inventory()
    let (state, requests) = try await applier.liveState(
      of: inventory.entries, owner: OwnerLabels(of: object), cache: cache.scope(scopeName(object)))
    var metadata = KustomizationLog.metadata(object.key)
    metadata["requests"] = "\(requests)"
    logger.debug("looked at the applied objects: \(state)", metadata: metadata)
    return state
  }

  func forget(_ key: ObjectKey) { cache.forget(key.description) }

  private func scopeName(_ object: Kustomization) -> String { object.key.description }

  private func applyOptions(_ object: Kustomization) throws -> ApplyOptions {
    var result = ApplyOptions(
      fieldManager: ApplyStep.fieldManager, markers: ControlMarkers(prefix: APIGroup.kustomize))
    result.force = object.spec.force
    result.ignoreRules = try KustomizationFailure.translating {
      try object.spec.ignore.map { try DriftIgnore.rule($0) }
    }
    result.takesOverFrom = ApplyStep.takenOver(options.overrideManagers)
    result.exemptManagers = ["flux-client-side-apply"]
    result.removedAnnotations = [
      "kubectl.kubernetes.io/last-applied-configuration", "kustomize.toolkit.fluxcd.io/checksum",
      "fluxcd.io/sync-checksum",
    ]
    result.removedLabels = ["fluxcd.io/sync-gc-mark"]
    result.customStageKinds = options.customStageKinds
    result.concurrency = options.concurrentApplies
    result.migratesAPIVersion = options.has(KustomizeOptions.Gate.migrateAPIVersion)
    result.guarded = guarded
    return result
  }

  /// Whose fields become ours: those of kubectl, of objects from before server-side apply, and our own updates.
  private static func takenOver(_ others: [String]) -> [ManagedFields.Manager] {
    var managers: [ManagedFields.Manager] = [
      .init(prefix: "kubectl", operation: .apply), .init(prefix: "kubectl", operation: .update),
      .init(prefix: "before-first-apply", operation: .update), .init(prefix: fieldManager, operation: .update),
    ]
    for name in others {
      managers += [.init(prefix: name, operation: .apply), .init(prefix: name, operation: .update)]
    }
    return managers
  }

  private func log(_ object: Kustomization, _ result: ApplyResult) {
    var metadata = KustomizationLog.metadata(object.key)
    metadata["requests"] = "\(result.requests)"
    if options.has(KustomizeOptions.Gate.groupChangeLog) {
      for (action, subjects) in result.changes.subjectsByAction {
        metadata["\(action.rawValue)"] = .array(subjects.map { .string($0) })
      }
    } else {
      metadata["output"] = .dictionary(
        Dictionary(
          result.changes.entries.map { ($0.reference.subject, .string($0.action.rawValue)) },
          uniquingKeysWith: { first, _ in first }))
    }
    logger.info("server-side apply completed", metadata: metadata)
  }
}

/// What every log line about a Kustomization says.
enum KustomizationLog {
  static func metadata(_ key: ObjectKey) -> Logger.Metadata {
    [
      "controller": "kustomization", "controllerGroup": "\(APIGroup.kustomize)", "controllerKind": "Kustomization",
      "Kustomization": ["name": "\(key.name)", "namespace": "\(key.namespace)"], "namespace": "\(key.namespace)",
      "name": "\(key.name)",
    ]
  }
}
