import ApplierSupport
import ControllerSupport
import GitOpsAPI
import JSON
import OperatorKit

/// Brings the objects of a Kustomization to what its source says.
///
/// A run is a straight line: access and dependencies, fetch, build, apply, prune, health. A step returns its result or
/// throws a ``KustomizationFailure``; conditions, events and the next run are decided from that, in
/// `KustomizationReconciler+Outcomes.swift`.
///
/// Waiting holds no worker: a run that waits for health parks what it knows in ``KustomizationMemory`` and ends; the
/// key comes back when something changes or at the next look.
struct KustomizationReconciler: Reconciler {
  let informer: Informer<Kustomization>
  let client: KubernetesClient
  let options: KustomizeOptions
  let steps: KustomizationSteps
  let finalization: Finalization
  let status: StatusWriter<Kustomization>
  let events: EventReporter
  let metrics: GitOpsMetrics
  let memory: KustomizationMemory

  static let kind = Kustomization.resourceType.kind

  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    switch informer.store[key] {
    case nil:
      forget(key)
      return .done
    case .unreadable(let object):
      try await report(unreadable: object)
      return .done
    case .object(let object):
      let started = ContinuousClock.now
      defer { metrics.reconciled(kind: Self.kind, key, seconds: (.now - started) / .seconds(1)) }
      return try await reconcile(object)
    }
  }

  private func reconcile(_ object: Kustomization) async throws -> ReconcileResult {
    if object.metadata.isBeingDeleted { return try await finalization.run(object) }
    let parked = memory.wait(of: object.key)
    if object.spec.suspend, parked == nil {
      events.suspended(object)
      return .done
    }
    guard object.metadata.hasFinalizer(FinalizerName.gitOps) else {
      try await Finalizer.add(
        FinalizerName.gitOps, to: object, client, fieldManager: KustomizationStatus.fieldManager)
      return .done  // the change itself brings the key back
    }
    var run = KustomizationRun(object)
    do {
      if object.spec.suspend, let parked { return try await finish(&run, parked) }
      return try await perform(&run)
    } catch let failure as KustomizationFailure {
      return try await settle(&run, failure)
    } catch let error as KubernetesError {
      return try await settle(
        &run, KustomizationFailure(Reason.reconciliationFailed, error.message, remedy: .soon))
    }
  }

  /// What was under way when the object was suspended comes to its end; nothing else is begun.
  private func finish(_ run: inout KustomizationRun, _ wait: HealthWait) async throws -> ReconcileResult {
    run.artifact = wait.artifact
    return try await look(&run, wait, wait.artifact, try await steps.targets.client(for: run.object))
  }

  private func perform(_ run: inout KustomizationRun) async throws -> ReconcileResult {
    try steps.checkSupport(run.object)
    let artifact = try await steps.sources.artifact(for: run.object)
    run.artifact = artifact
    // What is applied already does not depend on them any more.
    if memory.wait(of: run.key)?.inputs.isSame(as: run.object, artifact) != true {
      try await steps.dependencies.check(run.object, artifact: artifact)
    }
    let target = try await steps.targets.client(for: run.object)
    let variables = try await steps.variables.resolve(run.object)
    let inputs = KustomizationInputs(run.object, artifact, variables)

    if let wait = memory.wait(of: run.key) {
      if wait.inputs == inputs { return try await look(&run, wait, artifact, target) }
      try await cancel(&run, artifact)
    }
    if let result = try await settleIfUnchanged(&run, inputs, artifact, target) { return result }
    let result = try await bring(&run, artifact, variables, inputs, target)
    // What a large set took goes back now: the next build may not find room beside it.
    if run.inventory.count > Self.largeInventory { Allocator.returnFreedMemory() }
    return result
  }

  /// From how many objects on the memory that a run has taken is worth the look for it.
  private static let largeInventory = 500

  /// When the same was applied before and is still as it was left, there is nothing to do but to look at its health.
  private func settleIfUnchanged(
    _ run: inout KustomizationRun, _ inputs: KustomizationInputs, _ artifact: Artifact, _ target: KubernetesClient
  ) async throws -> ReconcileResult? {
    guard let proof = memory.proof(of: run.key), proof.inputs == inputs,
      run.object.status.conditions.isTrue(ConditionType.ready)
    else { return nil }
    let object = run.object
    switch try await steps.apply.liveState(object, target) {
    case .unproven:
      return nil
    case .identical where object.spec.wait || object.spec.healthChecks.isEmpty:
      try await status.write(&run.draft)
      return next(object)
    case .identical, .unchanged:
      return try await look(&run, proof.wait.again(wasHealthy: isHealthy(object)), artifact, target)
    }
  }

  /// Fetch, build, apply, prune, and begin to wait for health.
  private func bring(
    _ run: inout KustomizationRun, _ artifact: Artifact, _ variables: SubstitutionVariables,
    _ inputs: KustomizationInputs, _ target: KubernetesClient
  ) async throws -> ReconcileResult {
    let object = run.object
    let built: BuiltSet
    do {
      built = try await steps.build.run(object, artifact, variables)
    } catch let failure as KustomizationFailure {
      // What was not there was not attempted.
      if failure.reason == Reason.buildFailed { run.status.lastAttemptedRevision = artifact.revision }
      throw failure
    }
    run.status.lastAttemptedRevision = artifact.revision
    let before = run.inventory
    try await announce(&run, built, artifact)

    let applied: ApplyResult
    do {
      applied = try await steps.apply.run(object, built, target)
    } catch let failure as KustomizationFailure {
      run.record(Reason.reconciliationFailed, built.digest, artifact)
      throw failure
    }
    let isCorrection =
      object.status.lastAppliedRevision == artifact.revision && object.status.observedGeneration == run.generation
    events.changed(object, applied.changes.changed.map { $0.line(withDrift: isCorrection) }, artifact)
    let inventory = applied.changes.inventory
    run.inventory = inventory
    do {
      let pruned = try await steps.prune.run(
        object, before.subtracting(inventory), keeping: applied.changes, target)
      events.changed(object, pruned, artifact)
    } catch let incomplete as PruneStep.Incomplete {
      run.inventory = incomplete.survivors.union(inventory)
      run.record(Reason.pruneFailed, built.digest, artifact)
      throw incomplete.failure
    }
    let wait = try steps.health.begin(object, built, applied, inputs, artifact, started: run.started)
    return try await look(&run, wait, artifact, target)
  }

  /// Records what is about to be applied, beside what is there, so that neither a crash nor a failure half-way leaves
  /// orphans, and shows that work is going on.
  private func announce(
    _ run: inout KustomizationRun, _ built: BuiltSet, _ artifact: Artifact
  ) async throws {
    let planned = run.inventory.union(built.set.inventory)
    let isNew =
      run.object.status.lastAppliedRevision != artifact.revision
      || run.object.status.observedGeneration != run.generation
    guard isNew || planned != run.inventory else { return }
    run.inventory = planned
    run.status.markProgress(
      Stage.detectingDrift.message(revision: artifact.revision, timeout: run.object.spec.effectiveTimeout),
      generation: run.generation)
    try await status.write(&run.draft)
  }

  /// Looks at what is being waited for, and either ends the run or parks it.
  private func look(
    _ run: inout KustomizationRun, _ parked: HealthWait, _ artifact: Artifact, _ target: KubernetesClient
  ) async throws -> ReconcileResult {
    var wait = parked
    switch try await steps.health.look(&wait, target) {
    case .passed:
      memory.setWait(nil, of: run.key)
      return try await settleApplied(&run, wait, artifact)
    case .pending(let again):
      run.status.lastAttemptedRevision = artifact.revision
      run.status.markCheckingHealth(
        revision: artifact.revision, timeout: run.object.spec.effectiveTimeout, generation: run.generation)
      memory.setWait(wait, of: run.key)
      try await status.write(&run.draft)
      return .requeue(after: again)
    case .failed(let message):
      memory.setWait(nil, of: run.key)
      run.status.markUnhealthy(message, generation: run.generation)
      run.record(Reason.healthCheckFailed, wait.digest, artifact)
      throw KustomizationFailure(Reason.healthCheckFailed, message)
    }
  }

  /// A newer state has come while an older one was waited for.
  private func cancel(_ run: inout KustomizationRun, _ artifact: Artifact) async throws {
    memory.setWait(nil, of: run.key)
    let isSameRevision = run.object.status.lastAttemptedRevision == artifact.revision
    let trigger = isSameRevision ? run.object.subject : "\(SourceID(run.object))"
    run.draft.set(
      ConditionType.ready, .false, reason: Reason.healthCheckCanceled, "New reconciliation triggered by \(trigger)")
    try await status.write(&run.draft)
    events.record(
      run.object, .info, Reason.healthCheckCanceled,
      "Health checks canceled due to new reconciliation triggered by \(trigger)", artifact)
  }

  private func isHealthy(_ object: Kustomization) -> Bool { object.status.conditions.isTrue(ConditionType.healthy) }

  private func forget(_ key: ObjectKey) {
    memory.forget(key)
    steps.apply.forget(key)
    metrics.removed(kind: Self.kind, key)
  }
}
