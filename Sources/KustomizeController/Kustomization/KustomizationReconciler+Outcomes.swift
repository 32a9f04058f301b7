import ControllerSupport
import GitOpsAPI
import OperatorKit

/// How a run ends: what is written, what is told, and when the object is looked at again.
extension KustomizationReconciler {
  /// Applied, pruned and healthy.
  func settleApplied(
    _ run: inout KustomizationRun, _ wait: HealthWait, _ artifact: Artifact
  ) async throws -> ReconcileResult {
    let isNewRevision = run.object.status.lastAppliedRevision != artifact.revision
    let wasReady = run.object.status.conditions.isTrue(ConditionType.ready)
    let isNews = isNewRevision || wait.hadChanges || !wasReady
    noteHealth(&run, wait, artifact, isNews: isNews)
    run.status.markApplied(artifact, generation: run.generation)
    if isNews || run.draft.hasNewRequest { run.record(Reason.reconciliationSucceeded, wait.digest, artifact) }
    try await status.write(&run.draft)
    memory.clearFailures(of: run.key)
    // What came from other machines may be different the next time.
    let proof = wait.usedRemoteBases ? nil : KustomizationProof(inputs: wait.inputs, wait: wait)
    memory.setProof(proof, of: run.key)
    if isNews { events.finished(run.object, artifact, after: .now - wait.started) }
    return next(run.object)
  }

  private func noteHealth(
    _ run: inout KustomizationRun, _ wait: HealthWait, _ artifact: Artifact, isNews: Bool
  ) {
    guard wait.hasChecks else { return run.status.conditions.remove(ConditionType.healthy) }
    guard isNews || !run.object.status.conditions.isTrue(ConditionType.healthy) else { return }
    let duration = (.now - wait.checksBegan).roundedToMilliseconds
    run.status.markHealthy(after: duration, generation: run.generation)
    let isNewRevision = run.object.status.lastAppliedRevision != artifact.revision
    if !wait.wasHealthy || (isNewRevision && wait.hadChanges) {
      events.record(
        run.object, .info, Reason.succeeded, "Health check passed in \(GoDuration(duration))", artifact)
    }
  }

  /// A step has failed.
  func settle(_ run: inout KustomizationRun, _ failure: KustomizationFailure) async throws -> ReconcileResult {
    memory.setProof(nil, of: run.key)
    memory.note(failure.remedy, of: run.key)
    let isNews = run.object.status.conditions.condition(ConditionType.ready)?.message != failure.message
    run.status.markFailed(
      failure, stage: run.stage(failingWith: failure.reason), generation: run.generation)
    try await status.write(&run.draft)
    if let severity = failure.severity, isNews || severity == .error {
      events.record(run.object, severity, failure.reason, failure.event ?? failure.message, run.artifact)
    }
    return failure.remedy.result(
      retryInterval: run.object.spec.effectiveRetryInterval.duration, backoff: options.common.backoff,
      failures: memory.failures(of: run.key))
  }

  /// The object does not decode: it gets a condition that says where, the others go on.
  func report(unreadable object: UnreadableObject) async throws {
    try await UnreadableStatus.write(
      Kustomization.resourceType, object, reason: Reason.reconciliationFailed,
      message: "the object cannot be read: \(object.problem); correct the field", client,
      fieldManager: KustomizationStatus.fieldManager)
  }

  /// The object has ended the process before: it gets a condition that says so, the others go on.
  func setAside(_ key: ObjectKey, until: Timestamp) async throws {
    guard let object = informer.store[key]?.object else { return }
    try await UnreadableStatus.writeSetAside(
      Kustomization.resourceType, key, generation: object.metadata.generation, until: until, input: "source",
      reason: Reason.reconciliationFailed, client, fieldManager: KustomizationStatus.fieldManager)
  }

  func next(_ object: Kustomization) -> ReconcileResult {
    .requeue(after: options.common.intervalJitter.applied(to: object.spec.interval.duration))
  }
}
