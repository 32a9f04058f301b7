import ApplierSupport
import ControllerSupport
import GitOpsAPI
import JSON
import Logging
import OperatorKit

/// Applies what was built, in stages, writing only what differs.
struct ApplyStep: Sendable {
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
        Reason.reconciliationFailed, "\(failure)", remedy: failure.isRetryable ? .soon : .retryInterval)
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
    var result = try ApplyOptions(of: object, overrideManagers: options.overrideManagers, guarded: guarded)
    result.customStageKinds = options.customStageKinds
    result.concurrency = options.concurrentApplies
    result.migratesAPIVersion = options.has(KustomizeOptions.Gate.migrateAPIVersion)
    return result
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
