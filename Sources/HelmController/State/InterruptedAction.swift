import ControllerSupport
import Digests
import GitOpsAPI
import Helm
import OperatorKit

/// Takes over what a process did last and could not write into the status before it ended.
///
/// Without it the record would be one that nobody has observed: the history would be given up, and with it the release
/// to go back to.
struct InterruptedAction: Sendable {
  let object: HelmRelease
  let algorithm: DigestAlgorithm

  /// The newest record is taken over when the status says that an action was under way, and the record was made for the
  /// object. What people do with helm between two runs is none of it.
  func takeOver(_ last: Release?, _ draft: inout HelmDraft) {
    guard let last, !last.info.status.isPending, object.runningAction != nil,
      OriginLabels.are(in: last.manifest, of: object),
      draft.status.history.latest.map({ !$0.observed(last) }) ?? true
    else { return }
    let isRollback = last.info.rollbackRevision > 0
    let action = isRollback ? .rollback : object.status.lastAttemptedReleaseAction
    let previous = draft.status.history.first { $0.version == last.info.rollbackRevision }
    let snapshot = ReleaseSnapshot(
      last, action: action, ociDigest: previous?.ociDigest ?? draft.status.lastAttemptedRevisionDigest, algorithm)
    draft.status.history.record(snapshot)
    guard last.info.status == .deployed else { return }
    if isRollback {
      draft.set(
        ConditionType.remediated, .true, reason: HelmReason.rollbackSucceeded,
        ReleaseMessage.rollbackSucceeded(previous ?? snapshot))
    } else if action == .install {
      draft.set(
        ConditionType.released, .true, reason: HelmReason.installSucceeded, ReleaseMessage.installSucceeded(snapshot))
    } else {
      draft.set(
        ConditionType.released, .true, reason: HelmReason.upgradeSucceeded, ReleaseMessage.upgradeSucceeded(snapshot))
    }
  }
}

extension HelmRelease {
  /// The action that the status says is under way. When a run begins with one, the last run was broken off.
  var runningAction: String? {
    guard let reconciling = status.conditions.condition(ConditionType.reconciling), reconciling.status == .true,
      reconciling.reason == Reason.progressing, reconciling.message.hasPrefix(NextAction.runningPrefix)
    else { return nil }
    return String(reconciling.message.dropFirst(NextAction.runningPrefix.count).prefix { $0 != "'" })
  }

  /// Whether a remediation has begun to uninstall the release, and was broken off or met resistance.
  var hasUnfinishedUninstall: Bool {
    if runningAction == NextAction.uninstallRemediation.name { return true }
    let remediated = status.conditions.condition(ConditionType.remediated)
    return remediated?.status == .false && remediated?.reason == HelmReason.uninstallFailed
  }
}
