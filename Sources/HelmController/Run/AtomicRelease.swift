import ControllerSupport
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// Brings a release from what it is to what is wanted, action by action (H-16-12, H-16-13).
struct AtomicRelease: Sendable {
  let context: ActionContext
  let writer: StatusWriter<HelmRelease>
  let drifts: DriftMemory

  /// Throws ``HelmFailure`` where the object is not as wanted at the end.
  func run(_ draft: inout HelmDraft) async throws {
    var done: Set<NextAction.Kind> = []
    while true {
      let (state, action, drift) = try await decide(&draft, done)
      context.logger.info("\(state.description)", metadata: HelmLog.metadata(context.object.key))
      prepare(&draft, state, action, drift, hasCorrected: done.contains(.drift))
      switch action {
      case .none: return finish(&draft)
      case .stall(let reason, let message):
        draft.markStalled(reason, message)
        throw HelmFailure.reported(.stall, message)
      case .stateError(let message):
        throw HelmFailure(
          HelmReason.stateError, "Could not determine release state: \(message)", severity: nil)
      default: break
      }
      guard let kind = action.kind, !done.contains(kind) else { return try stop(&draft) }
      if action == .correctDrift, drifts.isFutile(context.object, drift) { return giveUp(&draft, drift) }
      try await announce(&draft, action)
      try await perform(action, &draft, drift)
      if kind == .remediation { return try stopAfterRemediation(&draft) }
      done.insert(kind)
      try await writer.write(&draft)
    }
  }

  // MARK: Looking

  /// The record that this follows from is dropped at the end: what is done next may take hours.
  private func decide(
    _ draft: inout HelmDraft, _ done: Set<NextAction.Kind>
  ) async throws -> (ReleaseState, NextAction, ReleaseDrift) {
    let last = try await last()
    if done.isEmpty {
      InterruptedAction(object: context.object, algorithm: context.algorithm).takeOver(last, &draft)
    }
    let facts = facts(draft, last)
    var state = facts.state
    var drift = ReleaseDrift()
    if state == .inSync, context.object.spec.effectiveDriftDetection != .disabled, let last {
      drift = try await look(for: last)
      if drift.hasChanges { state = .drifted }
    }
    let choice = try await choice(draft, facts, state, done)
    return (state, choice.action(for: state), drift)
  }

  private func last() async throws -> Release? {
    do {
      return try await context.store.last()
    } catch let error as ReleaseRecordError {
      throw HelmFailure(HelmReason.stateError, "Could not determine release state: \(error)", severity: nil)
    }
  }

  private func facts(_ draft: HelmDraft, _ last: Release?) -> ReleaseFacts {
    ReleaseFacts(
      last: last, object: context.object, status: draft.status, chartName: context.chart.identity.name,
      chartVersion: context.chart.identity.version, values: context.values,
      postRenderersDigest: SpecDigest.postRenderers(context.object, context.algorithm),
      commonMetadataDigest: SpecDigest.commonMetadata(context.object, context.algorithm))
  }

  private func look(for release: Release) async throws -> ReleaseDrift {
    let detection = context.object.spec.driftDetection
    do {
      let detector = try DriftDetector(
        context.client, ignoring: detection?.ignore ?? [], overrideManagers: context.options.overrideManagers)
      var objects = try await context.reader.objects(in: release.manifest, origin: "release manifest")
      for index in objects.indices { context.ownership.mark(&objects[index].object) }
      let drift = try await detector.run(objects)
      for problem in drift.problems {
        context.logger.error("looking for drift: \(problem)", metadata: HelmLog.metadata(context.object.key))
      }
      return drift
    } catch  where error.isInterruption {
      throw error
    } catch {
      throw HelmFailure(
        HelmReason.stateError, "Could not determine release state: unable to determine cluster state: \(error)",
        severity: nil)
    }
  }

  private func choice(
    _ draft: HelmDraft, _ facts: ReleaseFacts, _ state: ReleaseState, _ done: Set<NextAction.Kind>
  ) async throws -> ActionChoice {
    let request = ReleaseRequest(context.object)
    return ActionChoice(
      object: context.object, status: draft.status,
      forces: request.forces && !done.contains(.release), retriesByDefault: context.retriesByDefault,
      canResume: facts.last.map { canResume($0, draft) } ?? false,
      rollbackTarget: try await rollbackTarget(draft, state))
  }

  /// Whether a pending record was made by this controller from the same chart and values, or because just these have
  /// failed, so that going on with it leads to what is wanted.
  private func canResume(_ last: Release, _ draft: HelmDraft) -> Bool {
    let (object, chart) = (context.object, context.chart.identity)
    guard OriginLabels.are(in: last.manifest, of: object),
      object.status.lastAttemptedGeneration == object.metadata.generation
    else { return false }
    switch last.info.status {
    case .pendingInstall, .pendingUpgrade:
      let wanted = context.values.upgrading(last.config, of: object)
      return last.chartName == chart.name && last.chartVersion == chart.version
        && wanted.have(digest: "\(ReleaseDigest.ofValues(last.config, context.algorithm))")
    case .pendingRollback:
      return object.runningAction == NextAction.rollback.name && object.status.lastAttemptedRevision == chart.version
        && object.status.lastAttemptedConfigDigest.map { context.values.have(digest: $0) } ?? false
        && draft.status.history.contains { $0.version == last.info.rollbackRevision }
    default: return false
    }
  }

  private func rollbackTarget(_ draft: HelmDraft, _ state: ReleaseState) async throws -> ActionChoice.RollbackTarget {
    guard case .failed = state, let remediation = context.object.activeRemediation(draft.status),
      remediation.strategy == .rollback,
      let previous = draft.status.history.previous(ignoringTests: remediation.ignoresTestFailures)
    else { return .missing }
    guard let release = try await context.store.find(previous.version), previous.observedBeforeSuperseded(release)
    else { return .altered }
    return .verified
  }

  // MARK: Acting

  /// What a state means for the status, whatever is done about it.
  private func prepare(
    _ draft: inout HelmDraft, _ state: ReleaseState, _ action: NextAction, _ drift: ReleaseDrift, hasCorrected: Bool
  ) {
    switch state {
    case .inSync:
      truncateHistory(&draft)
      guard action == .none else { return }
      draft.replaceRemediated()
      restoreSuccess(&draft)
      if context.object.spec.effectiveDriftDetection != .disabled {
        if !hasCorrected { drifts.forget(context.object.key) }
        draft.set(
          ConditionType.drifted, .false, reason: HelmReason.noDriftDetected,
          "No drift detected against the cluster state")
      }
    case .drifted:
      guard let latest = draft.status.history.latest else { return }
      let message = ReleaseMessage.drifted(latest, drift.summary)
      context.logger.info(
        "detected changes in cluster state: \(drift.brief)", metadata: HelmLog.metadata(context.object.key))
      if draft.status.conditions.condition(ConditionType.drifted)?.message.hasPrefix(message) != true {
        context.events.record(context.object, .error, HelmReason.driftDetected, message)
        draft.set(ConditionType.drifted, .true, reason: HelmReason.driftDetected, message)
      }
    case .unmanaged: draft.status.history = []
    case .untested: draft.replaceRemediated()
    case .failed where context.object.activeRetry(draft.status, retriesByDefault: context.retriesByDefault) != nil:
      draft.status.history.truncate()
    case .failed where action == .rollback || action == .uninstallRemediation: truncateHistory(&draft)
    default: break
    }
  }

  private func truncateHistory(_ draft: inout HelmDraft) {
    if context.object.activeRetry(draft.status, retriesByDefault: context.retriesByDefault) != nil {
      draft.status.history.truncate()
    } else {
      let remediation = context.object.activeRemediation(draft.status)
      draft.status.history.truncate(
        ignoringTests: remediation?.ignoresTestFailures ?? context.object.testIgnoresFailures)
    }
  }

  /// A failure that was in the way is over although no action was needed (H-08-15).
  private func restoreSuccess(_ draft: inout HelmDraft) {
    let conditions = draft.status.conditions
    guard !conditions.isTrue(ConditionType.ready) || !conditions.isTrue(ConditionType.released),
      let latest = draft.status.history.latest
    else { return }
    switch conditions.condition(ConditionType.released)?.reason {
    case HelmReason.installFailed:
      draft.set(
        ConditionType.released, .true, reason: HelmReason.installSucceeded, ReleaseMessage.installSucceeded(latest))
    case HelmReason.upgradeFailed, HelmReason.pendingRelease:
      draft.set(
        ConditionType.released, .true, reason: HelmReason.upgradeSucceeded, ReleaseMessage.upgradeSucceeded(latest))
    default: break
    }
    draft.summarize(context.options)
  }

  private func announce(_ draft: inout HelmDraft, _ action: NextAction) async throws {
    let message = "\(NextAction.runningPrefix)\(action.name)' action with timeout of \(action.timeout(context.object))"
    draft.markReconciling(Reason.progressing, message)
    if action.kind == .release { draft.set(ConditionType.ready, .unknown, reason: Reason.progressing, message) }
    try await writer.write(&draft)
    context.logger.info("\(message)", metadata: HelmLog.metadata(context.object.key))
  }

  private func perform(_ action: NextAction, _ draft: inout HelmDraft, _ drift: ReleaseDrift) async throws {
    do {
      switch action {
      case .install: try await InstallAction(context: context).run(&draft)
      case .upgrade: try await UpgradeAction(context: context).run(&draft)
      case .resume: try await ResumeAction(context: context).run(&draft)
      case .unlock: try await UnlockAction(context: context).run(&draft)
      case .test: try await TestAction(context: context).run(&draft)
      case .rollback: try await RollbackAction(context: context).run(&draft)
      case .resumeRollback: try await RollbackAction(context: context).resume(&draft)
      case .uninstallRemediation: try await UninstallRemediationAction(context: context).run(&draft)
      case .correctDrift:
        drifts.note(context.object, drift)
        try await DriftCorrection(context: context, drift: drift).run(&draft)
      case .none, .stall, .stateError: break
      }
    } catch let failure as HelmFailure where failure.remedy == .backoff {
      guard let retry = context.object.activeRetry(draft.status, retriesByDefault: context.retriesByDefault) else {
        throw failure
      }
      throw retrying(&draft, retry)
    }
  }

  // MARK: Ending

  private func finish(_ draft: inout HelmDraft) {
    draft.status.conditions.remove(ConditionType.reconciling)
    draft.summarize(context.options)
  }

  private func retrying(_ draft: inout HelmDraft, _ interval: GoDuration) -> HelmFailure {
    draft.markReconciling(Reason.progressingWithRetry, "retrying after \(interval)")
    return .reported(.waitJittered(interval.duration))
  }

  /// The same kind of action is due again: not in this run.
  private func stop(_ draft: inout HelmDraft) throws {
    if let retry = context.object.activeRetry(draft.status, retriesByDefault: context.retriesByDefault) {
      throw retrying(&draft, retry)
    }
    let remediation = context.object.activeRemediation(draft.status)
    if remediation?.isExhausted ?? false {
      draft.status.conditions.remove(ConditionType.reconciling)
      return
    }
    draft.markReconciling(
      Reason.progressingWithRetry, draft.status.conditions.condition(ConditionType.ready)?.message ?? "")
    throw HelmFailure.reported(.again)
  }

  private func stopAfterRemediation(_ draft: inout HelmDraft) throws {
    if let retry = context.object.activeRetry(draft.status, retriesByDefault: context.retriesByDefault) {
      throw retrying(&draft, retry)
    }
    let remediation = context.object.activeRemediation(draft.status)
    if remediation?.isExhausted != true || remediation?.isUninstallAfterUpgrade == true {
      draft.markReconciling(
        Reason.progressingWithRetry, draft.status.conditions.condition(ConditionType.ready)?.message ?? "")
      throw HelmFailure.reported(.again)
    }
    let message = ActionChoice.retriesExceededMessage(context.object, draft.status)
    draft.markStalled(HelmReason.retriesExceeded, message)
    throw HelmFailure.reported(.stall, message)
  }

  /// Somebody else sets the same fields again and again: correcting them once more helps nobody.
  private func giveUp(_ draft: inout HelmDraft, _ drift: ReleaseDrift) {
    guard let latest = draft.status.history.latest else { return }
    let writers = drift.otherWriters
    let message =
      ReleaseMessage.drifted(latest, drift.summary)
      + "\nThe same drift was corrected \(DriftMemory.maximum) times in a row and came back; it is left alone until "
      + "the HelmRelease or the drift changes. "
      + "Written by: \(writers.isEmpty ? "unknown" : writers.joined(separator: ", "))"
    if draft.status.conditions.condition(ConditionType.drifted)?.message != message {
      draft.set(ConditionType.drifted, .true, reason: HelmReason.driftDetected, message)
      context.events.record(context.object, .error, HelmReason.driftCorrectionFailed, message, latest)
    }
    finish(&draft)
  }
}
