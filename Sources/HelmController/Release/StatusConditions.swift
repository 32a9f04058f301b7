import ControllerSupport
import GitOpsAPI
import OperatorKit

typealias HelmDraft = StatusDraft<HelmRelease>

/// The conditions that this controller alone writes (H-08-02).
enum HelmConditions {
  static let owned: Set<String> = [
    ConditionType.released, ConditionType.remediated, ConditionType.testSuccess, ConditionType.drifted,
    ConditionType.reconciling, ConditionType.ready, ConditionType.stalled,
  ]
}

extension HelmDraft {
  /// Work goes on: what is being done stands in Reconciling.
  mutating func markReconciling(_ reason: String, _ message: String) {
    status.conditions.remove(ConditionType.stalled)
    set(ConditionType.reconciling, .true, reason: reason, message)
  }

  /// Trying again cannot help.
  mutating func markStalled(_ reason: String, _ message: String) {
    status.conditions.remove(ConditionType.reconciling)
    set(ConditionType.stalled, .true, reason: reason, message)
  }

  /// A prerequisite that failed before is met now (H-08-11).
  mutating func resolve(_ reasons: String...) {
    guard let ready = status.conditions.condition(ConditionType.ready), reasons.contains(ready.reason) else { return }
    set(ConditionType.ready, .unknown, reason: Reason.progressing, "reconciliation in progress")
  }

  /// Copies the condition that counts into Ready (H-08-13, H-08-14).
  mutating func summarize(_ options: HelmOptions) {
    let isTested = object.isTested
    if !isTested { status.conditions.remove(ConditionType.testSuccess) }
    var types = [ConditionType.remediated]
    if isTested, !object.testIgnoresFailures { types.append(ConditionType.testSuccess) }
    types.append(ConditionType.released)
    let candidates = types.compactMap { status.conditions.condition($0) }
    let newest = candidates.map { $0.observedGeneration ?? 0 }.max()
    guard let chosen = candidates.first(where: { ($0.observedGeneration ?? 0) == newest }) else { return }
    let value = chosen.type == ConditionType.remediated ? .false : chosen.status
    if value == .true { status.conditions.remove(ConditionType.stalled) }
    set(ConditionType.ready, value, reason: chosen.reason, chosen.message)
    status.observedPostRenderersDigest = SpecDigest.postRenderers(object, options.digestAlgorithm)
    status.observedCommonMetadataDigest = SpecDigest.commonMetadata(object, options.digestAlgorithm)
  }

  /// Whether more has changed than what requests are handled.
  var isWorthWriting: Bool {
    var status = status
    status.lastHandledReconcileAt = object.status.lastHandledReconcileAt
    status.lastHandledForceAt = object.status.lastHandledForceAt
    status.lastHandledResetAt = object.status.lastHandledResetAt
    return status != object.status
  }

  /// A remediation is over: what is there now counts as an upgrade (H-08-16).
  mutating func replaceRemediated() {
    guard status.conditions.isTrue(ConditionType.remediated), let latest = status.history.latest else { return }
    status.conditions.remove(ConditionType.remediated)
    set(
      ConditionType.released, .true, reason: HelmReason.upgradeSucceeded,
      ReleaseMessage.upgradeSucceeded(latest))
  }
}
