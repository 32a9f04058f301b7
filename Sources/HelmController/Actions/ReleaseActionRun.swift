import ControllerSupport
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// What installs and upgrades do around their work: history, counters, conditions and events (H-08-03, H-16-15).
struct ReleaseActionRun: Sendable {
  let context: ActionContext
  /// Install or upgrade.
  let action: ReleaseAction

  /// Plans, then passes. Throws when nothing was written to the storage: then the failure does not count.
  func run(
    _ draft: inout HelmDraft,
    plan: (ReleaseStore, ActionLog) async throws -> (ResourceInventory, ReleasePass)
  ) async throws {
    let started = ContinuousClock.now
    let log = ActionLog(context.logger)
    let observed = ObservedReleases(
      draft.status.history, ociDigest: draft.status.lastAttemptedRevisionDigest, context.algorithm)
    var store = context.store
    store.observer = { observed.note($0) }
    draft.status.lastAttemptedReleaseAction = action
    draft.status.conditions.remove(ConditionType.testSuccess)
    draft.status.conditions.remove(ConditionType.remediated)
    var failure: (any Error)?
    do {
      let (inventory, pass) = try await plan(store, log)
      draft.status.inventory = inventory
      try await pass.run()
    } catch  where error.isInterruption {
      observed.record(in: &draft.status.history, action: action)
      throw error
    } catch {
      failure = error
    }
    draft.status.lastAttemptedReleaseActionDuration = GoDuration((.now - started).roundedToMilliseconds)
    observed.record(in: &draft.status.history, action: action)
    if let failure { try fail(&draft, failure, log, wrote: !observed.isEmpty) } else { succeed(&draft) }
  }

  private func fail(_ draft: inout HelmDraft, _ error: any Error, _ log: ActionLog, wrote: Bool) throws {
    let isUpgrade = action == .upgrade
    let reason = isUpgrade ? HelmReason.upgradeFailed : HelmReason.installFailed
    let message = ReleaseMessage.failed(action, context.object, chart: context.chart.identity.versionedName, error)
    draft.set(ConditionType.released, .false, reason: reason, message)
    if error is Superseded {
      draft.summarize(context.options)
      throw error
    }
    draft.status.failures += 1
    context.events.record(
      context.object, .error, reason, log.appended(to: message), chart: context.chart.identity,
      token: "\(context.values.digest)", ociDigest: draft.status.lastAttemptedRevisionDigest)
    defer { context.logger.error("\(message)") }
    if wrote {
      if isUpgrade { draft.status.upgradeFailures += 1 } else { draft.status.installFailures += 1 }
    }
    draft.summarize(context.options)
    if !wrote { throw HelmFailure.reported(.backoff, message) }
  }

  private func succeed(_ draft: inout HelmDraft) {
    guard let latest = draft.status.history.latest else { return }
    let isUpgrade = action == .upgrade
    let message = isUpgrade ? ReleaseMessage.upgradeSucceeded(latest) : ReleaseMessage.installSucceeded(latest)
    let reason = isUpgrade ? HelmReason.upgradeSucceeded : HelmReason.installSucceeded
    draft.set(ConditionType.released, .true, reason: reason, message)
    if context.object.isTested, !latest.hasBeenTested {
      draft.set(
        ConditionType.testSuccess, .unknown, reason: HelmReason.awaitingTests, ReleaseMessage.awaitingTests(latest))
    }
    let retry =
      isUpgrade
      ? context.object.upgradeRetry(retriesByDefault: context.retriesByDefault)
      : context.object.installRetry(retriesByDefault: context.retriesByDefault)
    if retry != nil { draft.status.clearFailures() }
    context.events.record(context.object, .info, reason, message, latest)
    draft.summarize(context.options)
  }
}

extension Duration {
  var roundedToMilliseconds: Duration {
    let (seconds, attoseconds) = components
    return .seconds(seconds) + .milliseconds(attoseconds / 1_000_000_000_000_000)
  }
}
