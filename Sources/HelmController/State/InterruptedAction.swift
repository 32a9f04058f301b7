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
    guard let last, !last.info.status.isPending, let running = object.runningAction,
      OriginLabels.are(in: last.manifest, of: object),
      draft.status.history.latest.map({ !$0.observed(last) }) ?? true
    else { return }
    let previous = draft.status.history.first { $0.version == last.info.rollbackRevision }
    let snapshot = ReleaseSnapshot(
      last, action: last.maker ?? object.status.lastAttemptedReleaseAction,
      ociDigest: previous?.ociDigest ?? draft.status.lastAttemptedRevisionDigest, algorithm)
    draft.status.history.record(snapshot)
    // What was tried says how it is remediated.
    if let action = last.maker, [.install, .upgrade].contains(action) {
      draft.status.lastAttemptedReleaseAction = action
    }
    if last.info.status == .deployed { succeed(&draft, last, snapshot, previous ?? snapshot) }
    if last.info.status == .failed, running != NextAction.unlock.name {
      fail(&draft, last, previous ?? snapshot)
    }
  }

  private func succeed(
    _ draft: inout HelmDraft, _ last: Release, _ snapshot: ReleaseSnapshot, _ target: ReleaseSnapshot
  ) {
    switch last.maker {
    case .rollback:
      draft.set(
        ConditionType.remediated, .true, reason: HelmReason.rollbackSucceeded,
        ReleaseMessage.rollbackSucceeded(target))
    case .install:
      draft.set(
        ConditionType.released, .true, reason: HelmReason.installSucceeded, ReleaseMessage.installSucceeded(snapshot))
    default:
      draft.set(
        ConditionType.released, .true, reason: HelmReason.upgradeSucceeded, ReleaseMessage.upgradeSucceeded(snapshot))
    }
  }

  /// A failure counts, so that it is remediated and not tried once more; but not against inputs that are new since.
  private func fail(_ draft: inout HelmDraft, _ last: Release, _ target: ReleaseSnapshot) {
    let (before, now) = (object.status, draft.status)
    guard before.lastAttemptedGeneration == now.lastAttemptedGeneration,
      before.lastAttemptedRevision == now.lastAttemptedRevision,
      before.lastAttemptedConfigDigest == now.lastAttemptedConfigDigest
    else { return }
    let problem = ManifestProblem(message: last.problem)
    switch last.maker {
    case .rollback:
      draft.set(
        ConditionType.remediated, .false, reason: HelmReason.rollbackFailed,
        ReleaseMessage.rollbackFailed(target, problem))
    case .install:
      draft.status.installFailures += 1
      draft.set(
        ConditionType.released, .false, reason: HelmReason.installFailed,
        ReleaseMessage.failed(.install, object, chart: last.versionedChartName, problem))
    case .upgrade:
      draft.status.upgradeFailures += 1
      draft.set(
        ConditionType.released, .false, reason: HelmReason.upgradeFailed,
        ReleaseMessage.failed(.upgrade, object, chart: last.versionedChartName, problem))
    default: return
    }
    draft.status.failures += 1
  }
}

extension Release {
  /// What made the revision, or what was done to it since, as far as its description tells.
  fileprivate var maker: ReleaseAction? {
    if [.uninstalling, .uninstalled].contains(info.status) { return .uninstallRemediation }
    if info.rollbackRevision > 0 { return .rollback }
    let text = info.description
    if text == "Install complete" || text.hasPrefix("Release \"") { return .install }
    return text == "Upgrade complete" || text.hasPrefix("Upgrade \"") ? .upgrade : nil
  }

  /// Why it failed.
  fileprivate var problem: String {
    info.description.firstRange(of: "\" failed: ").map { String(info.description[$0.upperBound...]) }
      ?? info.description
  }

  fileprivate var versionedChartName: String { "\(chartName)@\(chartVersion)" }
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
