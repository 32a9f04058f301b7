import ControllerSupport
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// Goes back to the last release that was good, as a new revision (H-26-08).
struct RollbackAction: Sendable {
  let context: ActionContext

  func run(_ draft: inout HelmDraft) async throws {
    let ignores = context.object.upgradeRemediation(draft.status).ignoresTestFailures
    guard let previous = draft.status.history.previous(ignoringTests: ignores) else {
      throw HelmFailure(
        HelmReason.missingRollbackTarget, "missing target release for rollback: required to rollback", remedy: .stall)
    }
    let log = ActionLog(context.logger)
    if context.object.spec.rollback?.recreate ?? false {
      context.logger.warning(
        "spec.rollback.recreate has no effect; objects are recreated only where their kind asks for it",
        metadata: HelmLog.metadata(context.object.key))
    }
    let observed = ObservedReleases(draft.status.history, ociDigest: previous.ociDigest, context.algorithm)
    var store = context.store
    store.observer = { observed.note($0) }
    var failure: (any Error)?
    do {
      let (inventory, pass) = try await plan(previous, store, log)
      draft.status.inventory = inventory
      try await pass.run()
    } catch  where error.isInterruption {
      observed.record(in: &draft.status.history, action: .rollback)
      throw error
    } catch {
      failure = error
    }
    observed.record(in: &draft.status.history, action: .rollback)
    try report(&draft, previous, failure, log)
    if let failure, observed.isEmpty { throw HelmFailure.reported(.backoff, "\(failure)") }
    if let failure = failure as? Superseded { throw failure }
  }

  private func plan(
    _ previous: ReleaseSnapshot, _ store: ReleaseStore, _ log: ActionLog
  ) async throws -> (ResourceInventory, ReleasePass) {
    guard let last = try await store.last() else { throw ReleaseGone(version: previous.version) }
    guard let target = try await store.find(previous.version) else {
      throw ManifestProblem(message: "release has no \(previous.version) version")
    }
    let settings = context.settings.rollback(former: target.applyMethod)
    let release = RollbackAction.release(target, after: last, settings.applyMethod)
    let objects = try await context.reader.objects(in: release.manifest, origin: "new release manifest")
    let adopted = try await store.adopted()
    try await store.prune(keeping: context.object.spec.effectiveMaxHistory)
    try await store.create(release, adopted: adopted)
    var pass = ReleasePass(
      context: context, store: store, settings: settings, log: log, action: .rollback, version: release.version,
      former: last.version)
    pass.isRemediation = true
    // A rollback that was broken off is the last revision then; what failed before it has left objects as well.
    pass.earlier = try await store.entries().map(\.version).filter { $0 > previous.version && $0 < last.version }
    return (ReleaseInventory.make(objects.map(\.reference)), pass)
  }

  static func release(_ target: Release, after last: Release, _ method: ApplyMethod) -> Release {
    var release = target
    release.version = last.version + 1
    release.info = .init(status: .pendingRollback, description: "Rollback to \(target.version)")
    release.info.firstDeployed = last.info.firstDeployed
    release.info.lastDeployed = .now
    release.info.notes = target.info.notes
    release.info.rollbackRevision = target.version
    release.applyMethod = method
    // The hooks of a revision run for it; what they did for an older one does not count.
    for index in release.hooks.indices { release.hooks[index].lastRun = .init() }
    return release
  }

  private func report(
    _ draft: inout HelmDraft, _ previous: ReleaseSnapshot, _ failure: (any Error)?, _ log: ActionLog
  ) throws {
    if let failure {
      let message = ReleaseMessage.rollbackFailed(previous, failure)
      draft.status.failures += 1
      draft.set(ConditionType.remediated, .false, reason: HelmReason.rollbackFailed, message)
      context.events.record(
        context.object, .error, HelmReason.rollbackFailed, log.appended(to: message), previous,
        token: "\(context.values.digest)")
    } else {
      let message = ReleaseMessage.rollbackSucceeded(previous)
      draft.set(ConditionType.remediated, .true, reason: HelmReason.rollbackSucceeded, message)
      context.events.record(
        context.object, .info, HelmReason.rollbackSucceeded, message, previous, token: "\(context.values.digest)")
    }
    try draft.summarize(context.options)
  }
}
