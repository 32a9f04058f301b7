import ControllerSupport
import GitOpsAPI
import Helm
import OperatorKit

/// Runs the tests of the latest release.
struct TestAction: Sendable {
  let context: ActionContext

  func run(_ draft: inout HelmDraft) async throws {
    guard let latest = draft.status.history.latest else {
      throw HelmFailure(HelmReason.testFailed, "no latest release: required for test")
    }
    let log = ActionLog(context.logger)
    var failure: (any Error)?
    do {
      try await perform(latest, log)
    } catch  where error.isInterruption {
      throw error
    } catch {
      failure = error
    }
    if let release = try await context.store.find(latest.version) { observe(release, latest, &draft) }
    if let failure { try fail(&draft, failure) } else { succeed(&draft) }
  }

  private func perform(_ latest: ReleaseSnapshot, _ log: ActionLog) async throws {
    guard let last = try await context.store.last() else { throw ReleaseGone(version: latest.version) }
    guard latest.targets(last) else {
      throw ManifestProblem(
        message: "release mismatch: tested release \(last.namespace)/\(last.name).v\(last.version) != current release "
          + latest.fullReleaseName)
    }
    let settings = context.settings.test
    let method: ReleaseWriter.Method = last.applyMethod == .clientSide ? .clientSide : .serverSide
    let writer = ReleaseWriter(client: context.client, method: method)
    let filters = context.object.spec.test?.filters ?? []
    // A test that was left half-way by the same run goes on; those of former runs begin anew.
    try await HookRunner(
      client: context.client, store: context.store, reader: context.reader, writer: writer, pause: context.pause,
      log: log, timeout: settings.timeout, waitsForDeletion: settings.waits
    ).run(.test, of: latest.version, skipsSucceeded: !latest.hasBeenTested) { TestAction.isSelected($0.name, filters) }
  }

  /// Excluded names never run; where names are included, only they do (H-18-08).
  static func isSelected(_ name: String, _ filters: [HelmRelease.TestFilter]) -> Bool {
    if filters.contains(where: { $0.exclude && $0.name == name }) { return false }
    let included = filters.filter { !$0.exclude }
    return included.isEmpty || included.contains { $0.name == name }
  }

  private func observe(_ release: Release, _ latest: ReleaseSnapshot, _ draft: inout HelmDraft) {
    var snapshot = ReleaseSnapshot(
      release, action: latest.action, ociDigest: latest.ociDigest, context.algorithm)
    var hooks: [String: TestHookStatus] = [:]
    for hook in release.hooks where hook.isTest {
      guard TestAction.isSelected(hook.name, context.object.spec.test?.filters ?? []) else { continue }
      var status = TestHookStatus()
      status.lastStarted = hook.lastRun.startedAt?.timestamp
      status.lastCompleted = hook.lastRun.completedAt?.timestamp
      status.phase = hook.lastRun.phase.isEmpty ? nil : hook.lastRun.phase
      hooks[hook.name] = status
    }
    snapshot.testHooks = hooks
    draft.status.history.record(snapshot, keepingTests: false)
  }

  private func fail(_ draft: inout HelmDraft, _ error: any Error) throws {
    guard let latest = draft.status.history.latest else { return }
    let message = ReleaseMessage.testFailed(latest, error)
    draft.status.failures += 1
    draft.set(ConditionType.testSuccess, .false, reason: HelmReason.testFailed, message)
    context.events.record(context.object, .error, HelmReason.testFailed, message, latest)
    guard latest.hasBeenTested else {
      draft.summarize(context.options)
      throw HelmFailure.reported(.backoff, message)
    }
    if let remediation = context.object.activeRemediation(draft.status), !remediation.ignoresTestFailures {
      if remediation.isForUpgrade { draft.status.upgradeFailures += 1 } else { draft.status.installFailures += 1 }
    }
    draft.summarize(context.options)
  }

  private func succeed(_ draft: inout HelmDraft) {
    guard let latest = draft.status.history.latest else { return }
    let message = ReleaseMessage.testSucceeded(latest)
    draft.set(ConditionType.testSuccess, .true, reason: HelmReason.testSucceeded, message)
    context.events.record(context.object, .info, HelmReason.testSucceeded, message, latest)
    draft.summarize(context.options)
  }
}
