import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// Brings the artifact of a source to what its origin has.
///
/// A run is a straight line: storage, the kind's own work, one status. A step returns its result or throws a
/// ``SourceFailure``; conditions, events and the next run are decided in one place from that.
struct SourceReconciler<Work: SourceWork>: Reconciler {
  typealias Object = Work.Object
  typealias Run = SourceRun<Object>

  let work: Work
  let informer: Informer<Object>
  let status: StatusWriter<Object>
  let services: SourceServices
  let logger: Logger

  static var kind: String { Object.resourceType.kind }

  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    switch informer.store[key] {
    case nil:
      return .done
    case .unreadable(let object):
      try await report(unreadable: object)
      return .done
    case .object(let object):
      let started = ContinuousClock.now
      let result: Result<ReconcileResult, any Error>
      do { result = .success(try await reconcile(object)) } catch { result = .failure(error) }
      if object.metadata.isBeingDeleted {
        services.metrics.removed(kind: Self.kind, key)
      } else {
        services.metrics.reconciled(kind: Self.kind, key, seconds: (.now - started) / .seconds(1))
      }
      return try result.get()
    }
  }

  private func reconcile(_ object: Object) async throws -> ReconcileResult {
    if object.metadata.isBeingDeleted { return try await finalize(object) }
    if work.isStatic(object) {
      if !object.isSuspended { try await makeStatic(object) }
      return .done
    }
    guard object.metadata.hasFinalizer(FinalizerName.gitOps) else {
      try await Finalizer.add(
        FinalizerName.gitOps, to: object, services.client, fieldManager: SourceStatus.fieldManager)
      return .done  // the change itself brings the key back
    }
    if object.isSuspended {
      log(object).info("reconciliation is suspended for this object")
      return try await rest(object)
    }
    var run = Run(object)
    do {
      return try await perform(&run)
    } catch let failure as SourceFailure {
      return try await settle(&run, failure)
    }
  }

  private func perform(_ run: inout Run) async throws -> ReconcileResult {
    try work.check(run.object)
    try await verifyStored(&run)
    run.begin()
    try await status.write(&run.draft)
    let outcome = try await work.perform(&run) { try await status.write(&$0.draft) }
    return try await settle(&run, outcome)
  }

  /// A suspended object is left as it is. That its spec was seen is noted: whoever waits for the objects of a
  /// Kustomization would wait for it in vain.
  private func rest(_ object: Object) async throws -> ReconcileResult {
    var draft = StatusDraft(object)
    draft.status.observedGeneration = draft.generation
    try await status.write(&draft)
    return .done
  }

  /// Removes superseded artifacts and looks whether the newest is still what it was.
  private func verifyStored(_ run: inout Run) async throws {
    guard let artifact = run.artifact else { return }
    let key = run.object.key
    let inspection = try await services.storage.inspect(kind: Self.kind, key, artifact)
    if inspection.collected > 0 {
      services.events.record(
        run.object, .trace, reason: SourceReason.garbageCollectionSucceeded,
        message: "garbage collected \(inspection.collected) artifacts")
    }
    switch inspection.verdict {
    case .intact:
      let link = services.storage.path(kind: Self.kind, key, file: Work.linkName)
      run.moveArtifact(to: services.storage.url(artifact.path), linkedAt: services.storage.url(link))
    case .missing:
      run.dropArtifact()
    case .corrupt:
      services.events.record(
        run.object, .error, reason: SourceReason.artifactVerificationFailed,
        message: "failed to verify integrity of artifact: its digest is not \(artifact.digest)")
      run.dropArtifact()
    }
  }

  private func finalize(_ object: Object) async throws -> ReconcileResult {
    do {
      try await services.storage.removeAll(kind: Self.kind, object.key)
    } catch let error as StorageError {
      services.events.record(
        object, .error, reason: SourceReason.garbageCollectionFailed,
        message: "garbage collection for deleted resource failed: \(error)")
      throw error
    }
    guard object.metadata.hasFinalizer(FinalizerName.gitOps) else { return .done }
    services.events.record(
      object, .trace, reason: SourceReason.garbageCollectionSucceeded,
      message: "garbage collected artifacts for deleted resource")
    try await Finalizer.remove(
      FinalizerName.gitOps, from: object, services.client, fieldManager: SourceStatus.fieldManager)
    return .done
  }

  /// Takes away what an earlier version, or another type of the object, has left on it.
  private func makeStatic(_ object: Object) async throws {
    if object.metadata.hasFinalizer(FinalizerName.gitOps) || object.status.artifact != nil {
      try await services.storage.removeAll(kind: Self.kind, object.key)
    }
    var draft = StatusDraft(object)
    draft.status = Object.Status()
    draft.status.observedGeneration = object.status.observedGeneration
    try await status.write(&draft)
    guard object.metadata.hasFinalizer(FinalizerName.gitOps) else { return }
    try await Finalizer.remove(
      FinalizerName.gitOps, from: object, services.client, fieldManager: SourceStatus.fieldManager)
  }

  /// A logger whose lines name the object.
  func log(_ object: Object) -> Logger {
    logger.forReconcile(
      controller: Self.kind.lowercased(), type: Object.resourceType, key: object.key,
      id: String(UInt64.random(in: .min ... .max), radix: 16))
  }
}
