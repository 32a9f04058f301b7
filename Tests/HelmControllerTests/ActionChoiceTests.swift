import GitOpsAPI
import Helm
import JSON
import OperatorKit
import Testing

@testable import HelmController

@Suite struct ActionChoiceTests {
  private func remediated(_ install: JSONValue = [:], upgrade: JSONValue = [:]) throws -> HelmRelease {
    try Sample.object(["install": ["remediation": install], "upgrade": ["remediation": upgrade]])
  }

  @Test("H-16-01 in sync: nothing to do, unless somebody asks for a release")
  func inSync() throws {
    #expect(Sample.choice(try Sample.object()).action(for: .inSync) == .none)
    #expect(Sample.choice(try Sample.object(), forces: true).action(for: .inSync) == .upgrade)
  }

  @Test("a pending release of the same inputs goes on; others are unlocked")
  func locked() throws {
    let object = try Sample.object()
    #expect(Sample.choice(object).action(for: .locked(.pendingInstall)) == .unlock)
    #expect(Sample.choice(object, canResume: true).action(for: .locked(.pendingInstall)) == .resume)
    #expect(Sample.choice(object).action(for: .locked(.pendingRollback)) == .unlock)
    let rollback = Sample.choice(object, canResume: true).action(for: .locked(.pendingRollback))
    #expect(rollback == .resumeRollback && rollback.kind == .remediation && rollback.name == "rollback")
  }

  @Test("H-16-03 absent: install, until the retries are used up; force goes on")
  func absent() throws {
    let object = try remediated(["retries": 1])
    #expect(Sample.choice(object).action(for: .absent("")) == .install)
    let exhausted: (inout HelmRelease.Status) -> Void = {
      $0.installFailures = 2
      $0.lastAttemptedReleaseAction = .install
    }
    #expect(
      Sample.choice(object, exhausted).action(for: .absent(""))
        == .stall(reason: "RetriesExceeded", message: "Failed to install after 2 attempt(s)"))
    #expect(Sample.choice(object, exhausted, forces: true).action(for: .absent("")) == .install)
  }

  @Test("unmanaged: upgrade")
  func unmanaged() throws {
    #expect(Sample.choice(try Sample.object()).action(for: .unmanaged("")) == .upgrade)
  }

  @Test("H-16-05 out of sync: upgrade, until the retries are used up; force goes on")
  func outOfSync() throws {
    let object = try remediated(upgrade: ["retries": 0])
    #expect(Sample.choice(object).action(for: .outOfSync("")) == .upgrade)
    let exhausted: (inout HelmRelease.Status) -> Void = {
      $0.upgradeFailures = 1
      $0.lastAttemptedReleaseAction = .upgrade
    }
    guard case .stall(reason: "RetriesExceeded", _) = Sample.choice(object, exhausted).action(for: .outOfSync(""))
    else {
      return fail("not stalled")
    }
    #expect(Sample.choice(object, exhausted, forces: true).action(for: .outOfSync("")) == .upgrade)
  }

  @Test("drift is corrected only where the mode says so")
  func drifted() throws {
    let enabled = try Sample.object(["driftDetection": ["mode": "enabled"]])
    let warning = try Sample.object(["driftDetection": ["mode": "warn"]])
    #expect(Sample.choice(enabled).action(for: .drifted) == .correctDrift)
    #expect(Sample.choice(warning).action(for: .drifted) == .none)
  }

  @Test("H-16-07 untested: test")
  func untested() throws {
    #expect(Sample.choice(try Sample.object()).action(for: .untested) == .test)
  }

  @Test("H-16-08 failed: upgrade when retrying, without remediation, without counted failures, or by force")
  func failedUpgrades() throws {
    let retrying = try Sample.object(["upgrade": ["strategy": ["name": "RetryOnFailure"]]])
    let once: (inout HelmRelease.Status) -> Void = {
      $0.lastAttemptedReleaseAction = .upgrade
      $0.upgradeFailures = 1
    }
    #expect(Sample.choice(retrying, once).action(for: .failed("")) == .upgrade)
    #expect(Sample.choice(try Sample.object()).action(for: .failed("")) == .upgrade)
    #expect(
      Sample.choice(try Sample.object(), { $0.lastAttemptedReleaseAction = .upgrade }).action(for: .failed(""))
        == .upgrade)
    #expect(Sample.choice(try Sample.object(), once, forces: true).action(for: .failed("")) == .upgrade)
  }

  @Test("H-16-09 failed, retries used up and the last failure not remediated: stalled")
  func failedExhausted() throws {
    let object = try remediated(upgrade: ["retries": 1, "remediateLastFailure": false])
    let choice = Sample.choice(object) {
      $0.lastAttemptedReleaseAction = .upgrade
      $0.upgradeFailures = 2
    }
    #expect(
      choice.action(for: .failed(""))
        == .stall(reason: "RetriesExceeded", message: "Failed to upgrade after 2 attempt(s)"))
  }

  @Test("H-16-10 rollback needs a verified target: none stalls, an altered one upgrades")
  func rollback() throws {
    let object = try remediated(upgrade: ["retries": 2])
    let once: (inout HelmRelease.Status) -> Void = {
      $0.lastAttemptedReleaseAction = .upgrade
      $0.upgradeFailures = 1
    }
    #expect(Sample.choice(object, once).action(for: .failed("")) == .rollback)
    #expect(Sample.choice(object, once, target: .altered).action(for: .failed("")) == .upgrade)
    guard
      case .stall(reason: "MissingRollbackTarget", _) = Sample.choice(object, once, target: .missing)
        .action(for: .failed(""))
    else { return fail("not stalled") }
  }

  @Test("a failed install with retries, and the strategy uninstall, uninstall")
  func uninstall() throws {
    let install = Sample.choice(try remediated(["retries": 2])) {
      $0.lastAttemptedReleaseAction = .install
      $0.installFailures = 1
    }
    #expect(install.action(for: .failed("")) == .uninstallRemediation)
    let upgrade = Sample.choice(try remediated(upgrade: ["retries": 2, "strategy": "uninstall"])) {
      $0.lastAttemptedReleaseAction = .upgrade
      $0.upgradeFailures = 1
    }
    #expect(upgrade.action(for: .failed("")) == .uninstallRemediation)
  }

  @Test("an uninstall that a remediation has begun is brought to its end")
  func unfinished() throws {
    var object = try Sample.object()
    guard case .stateError = Sample.choice(object).action(for: .undeterminable(.uninstalling)) else {
      return fail("nobody has begun it")
    }
    object.status.conditions = [
      Condition(
        type: ConditionType.reconciling, status: .true, reason: "Progressing",
        message: "Running 'uninstall' action with timeout of 5m0s")
    ]
    #expect(object.runningAction == "uninstall")
    #expect(Sample.choice(object).action(for: .undeterminable(.uninstalling)) == .uninstallRemediation)
    object.status.conditions = [
      Condition(type: ConditionType.remediated, status: .false, reason: HelmReason.uninstallFailed, message: "")
    ]
    #expect(Sample.choice(object).action(for: .undeterminable(.uninstalling)) == .uninstallRemediation)
  }

  @Test("H-16-14 retries are used up when failures are more than retries; negative retries never are")
  func exhausted() throws {
    var status = HelmRelease.Status()
    status.installFailures = 3
    #expect(try remediated(["retries": 2]).installRemediation(status).isExhausted)
    #expect(try !remediated(["retries": 3]).installRemediation(status).isExhausted)
    #expect(try !remediated(["retries": -1]).installRemediation(status).isExhausted)
  }

  @Test("H-16-17 the gate DefaultToRetryOnFailure makes retrying the default")
  func retryByDefault() throws {
    var status = HelmRelease.Status()
    status.lastAttemptedReleaseAction = .install
    let plain = try Sample.object()
    #expect(plain.activeRetry(status, retriesByDefault: false) == nil)
    #expect(plain.activeRetry(status, retriesByDefault: true)?.description == "5m0s")
    let remediating = try Sample.object(["install": ["strategy": ["name": "RemediateOnFailure"]]])
    #expect(remediating.activeRetry(status, retriesByDefault: true) == nil)
    let own = try Sample.object(["install": ["strategy": ["name": "RetryOnFailure", "retryInterval": "7s"]]])
    #expect(own.activeRetry(status, retriesByDefault: false)?.description == "7s")
  }

  @Test("H-05-08 the last failure of an upgrade is remediated when there are retries; installs only when asked")
  func lastFailure() throws {
    let status = HelmRelease.Status()
    #expect(try remediated(upgrade: ["retries": 1]).upgradeRemediation(status).remediatesLastFailure)
    #expect(try !remediated(upgrade: ["retries": 0]).upgradeRemediation(status).remediatesLastFailure)
    #expect(try !remediated(["retries": 1]).installRemediation(status).remediatesLastFailure)
    #expect(try remediated().upgradeRemediation(status).strategy == .rollback)
  }
}
