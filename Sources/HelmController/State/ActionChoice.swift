import GitOpsAPI
import Helm
import OperatorKit

/// Chooses what to do about a state (H-16). Everything that the choice depends on is handed in.
struct ActionChoice: Sendable {
  let object: HelmRelease
  let status: HelmRelease.Status
  /// Somebody asked for a release by annotation.
  let forces: Bool
  let retriesByDefault: Bool
  /// A pending release was made from the same inputs by this controller.
  let canResume: Bool
  let rollbackTarget: RollbackTarget

  /// Whether the release to go back to is there as it was observed.
  enum RollbackTarget: Hashable, Sendable { case verified, missing, altered }

  func action(for state: ReleaseState) -> NextAction {
    switch state {
    case .inSync: return forces ? .upgrade : .none
    case .locked(let status):
      return !canResume ? .unlock : status == .pendingRollback ? .resumeRollback : .resume
    case .absent: return object.installRemediation(status).isExhausted && !forces ? retriesExceeded : .install
    case .unmanaged: return .upgrade
    case .outOfSync: return object.upgradeRemediation(status).isExhausted && !forces ? retriesExceeded : .upgrade
    case .drifted: return object.spec.effectiveDriftDetection == .enabled ? .correctDrift : .none
    case .untested: return .test
    case .failed: return actionForFailure
    case .undeterminable(.uninstalling) where object.hasUnfinishedUninstall: return .uninstallRemediation
    case .undeterminable(let status):
      return .stateError("unable to determine state for release with status '\(status)'")
    }
  }

  private var actionForFailure: NextAction {
    if object.activeRetry(status, retriesByDefault: retriesByDefault) != nil { return .upgrade }
    guard let remediation = object.activeRemediation(status), remediation.failures > 0, !forces else { return .upgrade }
    if remediation.isExhausted, !remediation.remediatesLastFailure { return retriesExceeded }
    switch remediation.strategy {
    case .rollback:
      switch rollbackTarget {
      case .verified: return .rollback
      case .altered: return .upgrade
      case .missing:
        return .stall(
          reason: HelmReason.missingRollbackTarget,
          message: "Failed to perform remediation: missing target release for rollback: "
            + "cannot remediate failed release")
      }
    case .uninstall: return .uninstallRemediation
    default: return .stateError("unknown remediation strategy: \(remediation.strategy.rawValue)")
    }
  }

  private var retriesExceeded: NextAction {
    .stall(reason: HelmReason.retriesExceeded, message: ActionChoice.retriesExceededMessage(object, status))
  }

  static func retriesExceededMessage(_ object: HelmRelease, _ status: HelmRelease.Status) -> String {
    "Failed to \(status.lastAttemptedReleaseAction?.rawValue ?? "install") after "
      + "\(object.activeRemediation(status)?.failures ?? 0) attempt(s)"
  }
}
