import ApplierSupport
import ControllerSupport
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// What happens when a HelmRelease is deleted: its release goes, then its HelmChart, then its finalizer (H-24).
struct ReleaseDeletion: Sendable {
  let steps: HelmSteps
  let pause: Pause

  func run(_ object: HelmRelease) async throws -> ReconcileResult {
    var draft = HelmDraft(object)
    if !object.spec.suspend {
      do {
        try await uninstall(&draft)
        try await steps.template.delete(&draft)
      } catch let failure as HelmFailure {
        if !failure.isReported {
          draft.set(ConditionType.ready, .false, reason: HelmReason.uninstallFailed, failure.message)
        }
        try await steps.writer.write(&draft)
        return .retry  // the release is what the finalizer is for
      } catch let error as KubernetesError {
        draft.set(ConditionType.ready, .false, reason: HelmReason.uninstallFailed, error.message)
        try await steps.writer.write(&draft)
        return .retry
      }
    }
    try await Finalizer.remove(
      FinalizerName.gitOps, from: object, steps.client, fieldManager: HelmSteps.statusManager)
    return .done
  }

  private func uninstall(_ draft: inout HelmDraft) async throws {
    let object = draft.object
    guard let storage = draft.status.storageNamespace else {
      return skip(object, "no storage namespace configured")
    }
    guard let target = try await target(object) else { return }
    var latest = draft.status.history.latest
    if latest == nil { latest = try await unrecorded(object, storage, target) }
    guard let latest else { return skip(object, "no release is known") }
    let work = Uninstallation(
      object: object, client: target,
      store: ReleaseStore(client: target, namespace: storage, name: latest.name), namespace: latest.namespace,
      pause: pause, log: ActionLog(steps.logger), isRemediation: false)
    if draft.status.history.isEmpty { draft.status.history = [latest] }
    try await UninstallAction(uninstallation: work, options: steps.options, events: steps.events).run(&draft)
    draft.status.history = []
    draft.status.storageNamespace = nil
    try await steps.writer.write(&draft)
  }

  /// A release that was made and not noted in the status before the process ended; its objects bear our labels.
  private func unrecorded(
    _ object: HelmRelease, _ storage: String, _ target: KubernetesClient
  ) async throws -> ReleaseSnapshot? {
    let store = ReleaseStore(client: target, namespace: storage, name: ReleaseNames.inUse(object))
    guard let last = try await store.last(), OriginLabels.are(in: last.manifest, of: object) else { return nil }
    return ReleaseSnapshot(last, action: nil, ociDigest: nil, steps.options.digestAlgorithm)
  }

  /// `nil` when what it takes to reach the cluster is gone: then nothing can be uninstalled (H-24-02).
  private func target(_ object: HelmRelease) async throws -> KubernetesClient? {
    let namespace = object.metadata.namespace ?? ""
    let account = object.spec.serviceAccountName
    guard
      try await steps.targets.hasServiceAccount(
        namespace: namespace, kubeConfig: object.spec.kubeConfig, serviceAccount: account)
    else {
      skip(object, "service account '\(account ?? "")' not found")
      return nil
    }
    do {
      return try await steps.targets.client(
        namespace: namespace, name: object.metadata.name, kubeConfig: object.spec.kubeConfig,
        serviceAccount: account)
    } catch let problem as ApplierProblem where problem.kind == .notFound {
      skip(object, problem.message)
      return nil
    } catch let problem as ApplierProblem {
      throw HelmFailure(
        HelmReason.uninstallFailed,
        "failed to build REST client getter to uninstall release: \(problem.message)", severity: nil)
    }
  }

  private func skip(_ object: HelmRelease, _ reason: String) {
    steps.logger.info("skipping Helm release uninstallation: \(reason)", metadata: HelmLog.metadata(object.key))
  }
}
