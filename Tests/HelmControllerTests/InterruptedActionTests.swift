import ControllerSupport
import Digests
import GitOpsAPI
import Helm
import JSON
import OperatorKit
import Testing

@testable import HelmController

/// What a process did last and could not note.
@Suite struct InterruptedActionTests {
  private static let labelled =
    "metadata:\n  labels:\n    helm.toolkit.fluxcd.io/name: shop\n    helm.toolkit.fluxcd.io/namespace: apps\n"

  private func draft(
    running: String?, history: [ReleaseSnapshot] = [], action: ReleaseAction? = .install
  ) throws -> HelmDraft {
    var object = try Sample.object()
    if let running {
      object.status.conditions = [
        Condition(
          type: ConditionType.reconciling, status: .true, reason: "Progressing",
          message: "Running '\(running)' action with timeout of 5m0s")
      ]
    }
    object.status.history = history
    object.status.lastAttemptedReleaseAction = action
    return HelmDraft(object)
  }

  private func takenOver(_ last: Release, _ draft: HelmDraft) -> HelmDraft {
    var draft = draft
    InterruptedAction(object: draft.object, algorithm: .sha256).takeOver(last, &draft)
    return draft
  }

  @Test("an install that ended unnoticed is noted as the success that it was")
  func install() throws {
    let release = Sample.release(manifest: Self.labelled)
    let draft = takenOver(release, try draft(running: "install"))
    #expect(draft.status.history.map(\.version) == [1] && draft.status.history.first?.action == .install)
    #expect(draft.status.conditions.condition(ConditionType.released)?.reason == HelmReason.installSucceeded)
    #expect(Sample.facts(release, draft.object, history: draft.status.history).state == .inSync)
  }

  @Test("a rollback that ended unnoticed keeps the history, and counts as a remediation")
  func rollback() throws {
    let good = Sample.release(version: 1, status: .superseded, manifest: Self.labelled)
    let bad = Sample.release(version: 2, status: .failed, manifest: Self.labelled)
    var rolledBack = Sample.release(version: 3, manifest: Self.labelled)
    rolledBack.info.rollbackRevision = 1
    let history = [Sample.snapshot(bad), Sample.snapshot(good)]
    let draft = takenOver(rolledBack, try draft(running: "rollback", history: history, action: .upgrade))
    #expect(draft.status.history.map(\.version) == [3, 2, 1])
    #expect(draft.status.history.first?.action == .rollback)
    #expect(draft.status.conditions.condition(ConditionType.remediated)?.reason == HelmReason.rollbackSucceeded)
  }

  private static func failed(_ what: String, version: Int = 1) -> Release {
    var release = Sample.release(version: version, status: .failed, manifest: labelled)
    release.info.description = "\(what) \"shop\" failed: no \"room\" failed: x"
    return release
  }

  @Test("a failure that ended unnoticed counts, and is remediated instead of tried once more")
  func failures() throws {
    let install = takenOver(Self.failed("Release"), try draft(running: "install", action: nil))
    #expect(install.status.installFailures == 1 && install.status.failures == 1)
    #expect(install.status.lastAttemptedReleaseAction == .install && install.status.history.first?.action == .install)
    let released = install.status.conditions.condition(ConditionType.released)
    #expect(
      released?.message == "Helm install failed for release apps/shop with chart shop@1.0.0: no \"room\" failed: x")

    let good = Sample.snapshot(Sample.release(version: 1, status: .superseded, manifest: Self.labelled))
    let bad = Self.failed("Upgrade", version: 2)
    let upgrade = takenOver(bad, try draft(running: "resume", history: [good]))
    #expect(upgrade.status.upgradeFailures == 1 && upgrade.status.installFailures == 0)
    #expect(upgrade.status.lastAttemptedReleaseAction == .upgrade)
    #expect(upgrade.status.conditions.condition(ConditionType.released)?.reason == HelmReason.upgradeFailed)

    var rollback = Self.failed("Rollback", version: 3)
    rollback.info.rollbackRevision = 1
    let kept = takenOver(rollback, try draft(running: "rollback", history: [Sample.snapshot(bad), good]))
    #expect(kept.status.upgradeFailures == 0 && kept.status.failures == 1)
    #expect(kept.status.conditions.condition(ConditionType.remediated)?.reason == HelmReason.rollbackFailed)
  }

  @Test("a failure does not count against inputs that are new since, nor does a release that was unlocked")
  func uncounted() throws {
    var newer = try draft(running: "upgrade")
    newer.status.lastAttemptedRevision = "2.0.0"
    let draft = takenOver(Self.failed("Upgrade"), newer)
    #expect(draft.status.history.map(\.version) == [1] && draft.status.upgradeFailures == 0)
    var unlocked = Self.failed("Upgrade")
    unlocked.info.description = "Release unlocked from stale 'pending-upgrade' state"
    let after = takenOver(unlocked, try self.draft(running: "unlock"))
    #expect(after.status.history.map(\.version) == [1] && after.status.failures == 0)
    #expect(after.status.lastAttemptedReleaseAction == .install)
  }

  @Test("what nobody was at work on, and what others made, stays unmanaged")
  func strangers() throws {
    let ours = Sample.release(manifest: Self.labelled)
    #expect(takenOver(ours, try draft(running: nil)).status.history.isEmpty)
    #expect(takenOver(Sample.release(), try draft(running: "install")).status.history.isEmpty)
    let pending = Sample.release(status: .pendingInstall, manifest: Self.labelled)
    #expect(takenOver(pending, try draft(running: "install")).status.history.isEmpty)
  }

  @Test("a server that is away has broken work off, one that refuses has not")
  func interruptions() {
    #expect(CancellationError().isInterruption)
    for kind in [KubernetesError.Kind.transport, .timeout, .tooManyRequests] {
      let error = KubernetesError(kind: kind, message: "")
      #expect(error.isInterruption && ReleaseApplyError("", error).isInterruption)
    }
    #expect(KubernetesError(kind: .server, code: 503, message: "").isInterruption)
    #expect(!KubernetesError(kind: .server, code: 500, message: "").isInterruption)
    #expect(!KubernetesError(kind: .invalid, code: 422, message: "").isInterruption)
    #expect(!ReleaseApplyError("", nil).isInterruption)
  }
}
