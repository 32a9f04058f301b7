import ApplierSupport
import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// Brings the release of a HelmRelease to what its chart and values say.
///
/// A run may wait for hours without a worker: it is a ``ResumableRun``, which each reconcile lets go on until it waits
/// again or ends. When what it was begun for is no longer wanted, its wait ends and the next run begins.
struct HelmReleaseReconciler: Reconciler {
  let informer: Informer<HelmRelease>
  let client: KubernetesClient
  let steps: HelmSteps
  let runs: RunningReleases
  let metrics: GitOpsMetrics

  static let kind = HelmRelease.resourceType.kind

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

  private func reconcile(_ object: HelmRelease) async throws -> ReconcileResult {
    if let entry = runs[object.key] {
      if let trigger = trigger(entry, object) { entry.run.interrupt(Superseded(trigger: trigger)) }
      return try await step(entry, object.key)
    }
    if !object.metadata.isBeingDeleted {
      guard object.metadata.hasFinalizer(FinalizerName.gitOps) else {
        try await Finalizer.add(
          FinalizerName.gitOps, to: object, client, fieldManager: HelmSteps.statusManager)
        return .done  // the change itself brings the key back
      }
      if object.spec.suspend { return try await rest(object) }
    } else if !object.metadata.hasFinalizer(FinalizerName.gitOps) {
      return .done
    }
    let steps = steps
    let run = ResumableRun<ReconcileResult> { pause in
      if object.metadata.isBeingDeleted { return try await ReleaseDeletion(steps: steps, pause: pause).run(object) }
      return try await ReleaseRun(steps: steps, pause: pause).run(object)
    }
    let entry = RunningReleases.Entry(run: run, basis: basis(object))
    runs.begin(object.key, entry)
    return try await step(entry, object.key)
  }

  /// A suspended object is left as it is. That its spec was seen is noted: whoever waits for the objects of a
  /// Kustomization would wait for it in vain.
  private func rest(_ object: HelmRelease) async throws -> ReconcileResult {
    steps.logger.info("reconciliation is suspended for this object", metadata: HelmLog.metadata(object.key))
    var draft = HelmDraft(object)
    draft.status.observedGeneration = draft.generation
    try await steps.writer.write(&draft)
    return .done
  }

  private func step(_ entry: RunningReleases.Entry, _ key: ObjectKey) async throws -> ReconcileResult {
    switch await entry.run.step() {
    case .waiting(let delay): return .requeue(after: delay)
    case .ended(let result):
      let last = runs[key] ?? entry
      runs.end(key)
      let next = try result.get()
      // What has changed while the run was under way has woken a run that was at work on something older.
      if let object = informer.store[key]?.object, trigger(last, object) != nil || hasPendingRequest(object) {
        return .atOnce
      }
      return next
    }
  }

  private func basis(_ object: HelmRelease) -> RunBasis { RunBasis(object, artifact: artifact(object)) }

  private func artifact(_ object: HelmRelease) -> String? {
    guard let source = SourceID(object), let artifact = steps.sources.sources[source]?.artifact else { return nil }
    return "\(artifact.revision) \(artifact.digest)"
  }

  /// What makes a run stale; `nil` while it is not.
  private func trigger(_ entry: RunningReleases.Entry, _ object: HelmRelease) -> String? {
    let now = basis(object)
    if entry.basis.generation != now.generation || entry.basis.isBeingDeleted != now.isBeingDeleted
      || entry.basis.forceAt != now.forceAt
    {
      return object.subject
    }
    if entry.basis.artifact != now.artifact, now.artifact != nil { return now.source.map { "\($0)" } }
    return runs[object.key]?.trigger ?? entry.trigger
  }

  private func hasPendingRequest(_ object: HelmRelease) -> Bool {
    !object.spec.suspend
      && ReconcileRequest(object.metadata).isPending(lastHandled: object.status.lastHandledReconcileAt)
  }

  private func forget(_ key: ObjectKey) {
    runs.end(key)
    steps.drifts.forget(key)
    metrics.removed(kind: Self.kind, key)
  }

  /// The object does not decode: it gets a condition that says where, the others go on.
  private func report(unreadable object: UnreadableObject) async throws {
    try await UnreadableStatus.write(
      HelmRelease.resourceType, object, reason: HelmReason.reconcileError,
      message: "the object cannot be read: \(object.problem); correct the field", client,
      fieldManager: HelmSteps.statusManager)
  }

  /// The object has ended the process before: it gets a condition that says so, the others go on.
  func setAside(_ key: ObjectKey, until: Timestamp) async throws {
    guard let object = informer.store[key]?.object else { return }
    try await UnreadableStatus.writeSetAside(
      HelmRelease.resourceType, key, generation: object.metadata.generation, until: until, input: "chart",
      reason: HelmReason.reconcileError, client, fieldManager: HelmSteps.statusManager)
  }
}
