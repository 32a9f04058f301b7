import ControllerSupport
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// Goes back to the last release that was good, as a new revision (H-26-08).
struct RollbackAction: Sendable {
  let context: ActionContext

  private typealias Plan = (ReleaseSnapshot, ReleaseStore, ActionLog) async throws -> (ResourceInventory, ReleasePass)

  func run(_ draft: inout HelmDraft) async throws {
    let ignores = context.object.upgradeRemediation(draft.status).ignoresTestFailures
    guard let previous = draft.status.history.previous(ignoringTests: ignores) else {
      throw HelmFailure(
        HelmReason.missingRollbackTarget, "missing target release for rollback: required to rollback", remedy: .stall)
    }
    if context.object.spec.rollback?.recreate ?? false {
      context.logger.warning(
        "spec.rollback.recreate has no effect; objects are recreated only where their kind asks for it",
        metadata: HelmLog.metadata(context.object.key))
    }
    try await run(&draft, to: previous, plan)
  }

  /// Takes up a rollback that was left half-way: hooks that have succeeded are not run again.
  func resume(_ draft: inout HelmDraft) async throws {
    guard let last = try await context.store.last(), last.info.status == .pendingRollback,
      let previous = draft.status.history.first(where: { $0.version == last.info.rollbackRevision })
    else { return }
    let snapshot = ReleaseSnapshot(last, action: nil, ociDigest: previous.ociDigest, context.algorithm)
    context.events.record(
      context.object, .info, HelmReason.pendingRelease,
      ReleaseMessage.unlocked(snapshot, from: "\(last.info.status)") + "; it goes on where it was left", snapshot)
    try await run(&draft, to: previous) { previous, store, log in
      let objects = try await context.reader.objects(in: last.manifest, origin: "new release manifest")
      store.observer?(last)
      let pass = try await pass(last, after: previous, store, log, resumes: true)
      return (ReleaseInventory.make(objects.map(\.reference)), pass)
    }
  }

  private func run(_ draft: inout HelmDraft, to previous: ReleaseSnapshot, _ plan: Plan) async throws {
    let log = ActionLog(context.logger)
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
    report(&draft, previous, failure, log)
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
    try await store.prune(keeping: context.object.spec.effectiveMaxHistory, former: last.version)
    try await store.create(release, adopted: adopted)
    let pass = try await pass(release, after: previous, store, log)
    return (ReleaseInventory.make(objects.map(\.reference)), pass)
  }

  private func pass(
    _ release: Release, after previous: ReleaseSnapshot, _ store: ReleaseStore, _ log: ActionLog, resumes: Bool = false
  ) async throws -> ReleasePass {
    // A rollback that was given up is the last revision before; what failed before it has left objects as well.
    let between = try await store.entries().map(\.version).filter { $0 > previous.version && $0 < release.version }
    var pass = ReleasePass(
      context: context, store: store, settings: context.settings.rollback(former: release.applyMethod), log: log,
      action: .rollback, version: release.version, former: between.last ?? previous.version)
    pass.isRemediation = true
    pass.resumes = resumes
    pass.earlier = Array(between.dropLast())
    return pass
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
  ) {
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
    draft.summarize(context.options)
  }
}
