import GitOpsAPI
import OperatorKit

/// What the spec says is to be done after a failed install or upgrade (H-04-06, H-05-08).
struct Remediation: Hashable, Sendable {
  let retries: Int
  let ignoresTestFailures: Bool
  let remediatesLastFailure: Bool
  let strategy: RemediationStrategy
  let failures: Int64
  let isForUpgrade: Bool

  /// No retry is left: more failures than retries, which are unlimited when negative (H-16-14).
  var isExhausted: Bool { retries >= 0 && failures > Int64(retries) }

  var isUninstallAfterUpgrade: Bool { isForUpgrade && strategy == .uninstall }
}

extension HelmRelease {
  /// Remediation of installs. They are always remediated by uninstalling.
  func installRemediation(_ status: Status) -> Remediation {
    let spec = self.spec.install?.remediation
    return Remediation(
      retries: spec?.retries ?? 0, ignoresTestFailures: spec?.ignoreTestFailures ?? testIgnoresFailures,
      remediatesLastFailure: spec?.remediateLastFailure ?? false, strategy: .uninstall,
      failures: status.installFailures, isForUpgrade: false)
  }

  func upgradeRemediation(_ status: Status) -> Remediation {
    let spec = self.spec.upgrade?.remediation
    return Remediation(
      retries: spec?.retries ?? 0, ignoresTestFailures: spec?.ignoreTestFailures ?? testIgnoresFailures,
      remediatesLastFailure: spec?.remediatesLastFailure ?? false, strategy: spec?.effectiveStrategy ?? .rollback,
      failures: status.upgradeFailures, isForUpgrade: true)
  }

  /// Remediation of the action that was tried last; `nil` when there was none.
  func activeRemediation(_ status: Status) -> Remediation? {
    switch status.lastAttemptedReleaseAction {
    case .install: installRemediation(status)
    case .upgrade: upgradeRemediation(status)
    default: nil
    }
  }

  /// How long to wait before the action that was tried last is tried again, when its strategy is to retry (H-16-17).
  func activeRetry(_ status: Status, retriesByDefault: Bool) -> GoDuration? {
    let strategy: ActionStrategy?
    switch status.lastAttemptedReleaseAction {
    case .install: strategy = spec.install?.strategy
    case .upgrade: strategy = spec.upgrade?.strategy
    default: return nil
    }
    return retry(strategy, retriesByDefault)
  }

  func installRetry(retriesByDefault: Bool) -> GoDuration? { retry(spec.install?.strategy, retriesByDefault) }
  func upgradeRetry(retriesByDefault: Bool) -> GoDuration? { retry(spec.upgrade?.strategy, retriesByDefault) }

  private func retry(_ strategy: ActionStrategy?, _ retriesByDefault: Bool) -> GoDuration? {
    guard let strategy else { return retriesByDefault ? .seconds(300) : nil }
    return strategy.name == .retryOnFailure ? strategy.effectiveRetryInterval : nil
  }

  var testIgnoresFailures: Bool { spec.test?.ignoreFailures ?? false }
  var isTested: Bool { spec.test?.enable ?? false }
}

extension HelmRelease.Status {
  mutating func clearFailures() {
    failures = 0
    installFailures = 0
    upgradeFailures = 0
  }
}
