import ApplierSupport
import ControllerSupport
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// One run of one HelmRelease, from its prerequisites to the status at the end (H-10).
struct ReleaseRun: Sendable {
  let steps: HelmSteps
  let pause: Pause

  func run(_ object: HelmRelease) async throws -> ReconcileResult {
    var draft = HelmDraft(object)
    ReleaseRequest.acknowledge(object, in: &draft.status)
    do {
      try await perform(&draft)
      draft.status.observedGeneration = draft.generation
      try await steps.writer.write(&draft)
      return steps.next(object)
    } catch let failure as HelmFailure {
      return try await settle(&draft, failure)
    } catch let superseded as Superseded {
      return try await cancel(&draft, superseded)
    } catch let error as KubernetesError {
      return try await settle(&draft, HelmFailure(HelmReason.reconcileError, error.message, severity: nil))
    }
  }

  private func perform(_ draft: inout HelmDraft) async throws {
    let object = draft.object
    guard (object.spec.chart == nil) != (object.spec.chartRef == nil) else { throw ChartSource.invalidReference }
    let expressions = try healthExpressions(object)
    try await steps.template.reconcile(&draft)
    markProgress(&draft)
    let dependencyReleased = try await steps.dependencies.check(object)
    draft.resolve(Reason.dependencyNotReady)
    let source = try await steps.sources.find(for: object)
    draft.resolve(Reason.accessDenied, HelmReason.sourceNotReady)
    let values = try await steps.values.compose(object)
    draft.resolve(HelmReason.valuesError)
    let (chart, ociDigest) = try await steps.charts.open(source, for: object)
    draft.resolve(Reason.artifactFailed, HelmReason.chartMutateError)
    let target = try await steps.target(for: object)
    draft.resolve(HelmReason.restClientError)
    if let change = ReleaseTarget.change(object, draft.status, chartName: chart.identity.name) {
      return try await move(&draft, change, target)
    }
    note(&draft, chart.identity, ociDigest, values, dependencyReleased)
    // A request by annotation counts as handled when the run is over, not before: the write can wait unless a crash
    // would lose what is tried.
    if draft.isWorthWriting { try await steps.writer.write(&draft) }
    let store = ReleaseStore(
      client: target, namespace: object.storageNamespace, name: ReleaseNames.inUse(object))
    let context = ActionContext(
      object: object, options: steps.options, client: target, store: store, chart: chart, values: values,
      expressions: expressions, capabilities: steps.capabilities, pause: pause, events: steps.events,
      logger: steps.logger)
    try await AtomicRelease(context: context, writer: steps.writer, drifts: steps.drifts).run(&draft)
  }

  private func healthExpressions(_ object: HelmRelease) throws -> HealthExpressions? {
    guard !object.spec.healthCheckExprs.isEmpty else { return nil }
    do {
      return try HealthExpressions(object.spec.healthCheckExprs)
    } catch let problem as ApplierProblem {
      throw HelmFailure(Reason.invalidCELExpression, problem.message, remedy: .stall)
    }
  }

  /// Work has begun. An object that is as wanted already is not written for it.
  private func markProgress(_ draft: inout HelmDraft) {
    let isSettled =
      draft.status.conditions.isTrue(ConditionType.ready) && draft.status.observedGeneration == draft.generation
    // What was broken off stays told until it is clear what comes of it.
    guard !isSettled, draft.object.runningAction == nil else { return }
    draft.markReconciling(Reason.progressing, "Fulfilling prerequisites")
  }

  /// What is tried now, so that a crash does not lose it (H-10-14).
  private func note(
    _ draft: inout HelmDraft, _ chart: ChartIdentity, _ ociDigest: String?, _ values: ReleaseValues,
    _ dependencyReleased: Timestamp?
  ) {
    let object = draft.object
    draft.status.storageNamespace = object.storageNamespace
    let reason = FailureReset.reason(
      object, draft.status, chartVersion: chart.version, chartDigest: ociDigest, values: values,
      dependencyReleased: dependencyReleased, resets: ReleaseRequest(object).resets)
    if let reason {
      steps.logger.debug("resetting failure count (\(reason))", metadata: HelmLog.metadata(object.key))
      draft.status.clearFailures()
    }
    draft.status.lastAttemptedGeneration = object.metadata.generation
    draft.status.lastAttemptedRevision = chart.version
    draft.status.lastAttemptedRevisionDigest = ociDigest
    draft.status.lastAttemptedConfigDigest = "\(values.digest)"
    draft.status.lastAttemptedValuesChecksum = nil
    draft.status.lastReleaseRevision = 0
  }

  /// The release is to be somewhere else: the present one goes first, and is named before it does.
  private func move(_ draft: inout HelmDraft, _ change: String, _ client: KubernetesClient) async throws {
    let object = draft.object
    guard let latest = draft.status.history.latest, let storage = draft.status.storageNamespace else { return }
    let target = "\(object.releaseNamespace)/\(ReleaseNames.inUse(object))"
    steps.events.record(
      object, .info, Reason.progressing,
      ReleaseMessage.moving(latest, to: target, because: change, deleting: draft.status.inventory), latest)
    let log = ActionLog(steps.logger)
    let work = Uninstallation(
      object: object, client: client,
      store: ReleaseStore(client: client, namespace: storage, name: latest.name), namespace: latest.namespace,
      pause: pause, log: log, isRemediation: false)
    try await UninstallAction(uninstallation: work, options: steps.options, events: steps.events).run(&draft)
    draft.status.history = []
    draft.status.clearFailures()
    draft.status.storageNamespace = nil
    throw HelmFailure.reported(.again)
  }

  // MARK: Ending

  /// A wait was ended by something newer (H-21-08).
  private func cancel(_ draft: inout HelmDraft, _ superseded: Superseded) async throws -> ReconcileResult {
    draft.set(
      ConditionType.ready, .false, reason: Reason.healthCheckCanceled,
      "New reconciliation triggered by \(superseded.trigger)")
    try await steps.writer.write(&draft)
    steps.events.record(
      draft.object, .info, Reason.healthCheckCanceled,
      "Health checks canceled due to new reconciliation triggered by \(superseded.trigger)")
    return .atOnce
  }

  /// A step has failed.
  private func settle(_ draft: inout HelmDraft, _ failure: HelmFailure) async throws -> ReconcileResult {
    let isNews = draft.object.status.conditions.condition(ConditionType.ready)?.message != failure.message
    if !failure.isReported {
      draft.set(ConditionType.ready, .false, reason: failure.reason, failure.message)
      if failure.remedy == .stall { draft.markStalled(failure.reason, failure.message) }
    }
    // A failed release that is tried again after its interval is an end as well, as upstream counts.
    if failure.remedy == .stall || failure.isReported && failure.isWait {
      draft.status.observedGeneration = draft.generation
    }
    try await steps.writer.write(&draft)
    if let severity = failure.severity, isNews {
      steps.events.record(draft.object, severity, failure.reason, failure.message)
    }
    return failure.remedy.next(steps.options.common.intervalJitter)
  }
}
