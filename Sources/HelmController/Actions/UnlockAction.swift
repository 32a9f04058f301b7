import ControllerSupport
import GitOpsAPI
import Helm
import OperatorKit

/// Frees a release that somebody has left half-way (H-16-02).
struct UnlockAction: Sendable {
  let context: ActionContext

  func run(_ draft: inout HelmDraft) async throws {
    guard var last = try await context.store.last(), last.info.status.isPending else { return }
    let status = last.info.status
    let known = draft.status.history.first { $0.targets(last) }
    let snapshot = ReleaseSnapshot(last, action: known?.action, ociDigest: known?.ociDigest, context.algorithm)
    last.set(.failed, "Release unlocked from stale '\(status)' state")
    do {
      try await context.store.update(last)
    } catch let error as KubernetesError {
      let message =
        "Unlock of Helm release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName) in \(status) "
        + "state failed: \(error.message)"
      draft.status.failures += 1
      draft.set(ConditionType.released, .false, reason: HelmReason.pendingRelease, message)
      context.events.record(context.object, .error, HelmReason.pendingRelease, message, snapshot)
      draft.summarize(context.options)
      throw HelmFailure.reported(.backoff, message)
    }
    // What this object has made stays its own: going back to a good release needs the history.
    if known != nil || OriginLabels.are(in: last.manifest, of: context.object) {
      draft.status.history.record(
        ReleaseSnapshot(last, action: known?.action, ociDigest: known?.ociDigest, context.algorithm))
    }
    let message = ReleaseMessage.unlocked(snapshot, from: "\(status)")
    draft.set(ConditionType.released, .false, reason: HelmReason.pendingRelease, message)
    context.events.record(context.object, .info, HelmReason.pendingRelease, message, snapshot)
    draft.summarize(context.options)
  }
}
