import ControllerSupport
import Git
import GitOpsAPI
import Logging
import OperatorKit

/// Brings the artifact of a GitRepository to what its reference stands for.
///
/// A run is a straight line: storage, credentials, listing, and when the listing shows something new, fetch, archive
/// and store. A step returns its result or throws a ``SourceFailure``; conditions, events and the next run are decided
/// in one place from that.
struct GitRepositoryReconciler: Reconciler {
  let informer: Informer<GitRepository>
  let client: KubernetesClient
  let status: StatusWriter<GitRepository>
  let storage: StorageStep
  let access: GitAccess
  let fetching: GitFetchStep
  let events: NotificationRecorder
  let metrics: GitOpsMetrics
  let jitter: IntervalJitter
  let redactor: Redactor
  let logger: Logger

  static let kind = GitRepository.resourceType.kind

  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    switch informer.store[key] {
    case nil:
      return .done
    case .unreadable(let object):
      try await report(unreadable: object)
      return .done
    case .object(let object):
      let started = ContinuousClock.now
      let result = await Result(reconciling: { try await reconcile(object) })
      if object.metadata.isBeingDeleted {
        metrics.removed(kind: Self.kind, key)
      } else {
        metrics.reconciled(kind: Self.kind, key, seconds: (.now - started) / .seconds(1))
      }
      return try result.get()
    }
  }

  private func reconcile(_ object: GitRepository) async throws -> ReconcileResult {
    if object.metadata.isBeingDeleted { return try await finalize(object) }
    guard object.metadata.hasFinalizer(FinalizerName.gitOps) else {
      try await Finalizer.add(FinalizerName.gitOps, to: object, client, fieldManager: SourceStatus.fieldManager)
      return .done  // the change itself brings the key back
    }
    if object.spec.suspend {
      log(object).info("reconciliation is suspended for this object")
      return .done
    }
    var run = GitRepositoryRun(object)
    do {
      return try await perform(&run)
    } catch let failure as SourceFailure {
      return try await settle(&run, failure)
    }
  }

  private func perform(_ run: inout GitRepositoryRun) async throws -> ReconcileResult {
    try GitSupport.check(run.object)
    try await verifyStored(&run)
    run.begin()
    try await write(&run)
    let (remote, reference) = try await list(run.object, fresh: !run.isRoutine)
    if let revision = reference.revision, run.isStored(revision) {
      return try await settleUnchanged(&run)
    }
    run.noteOutdated(reference.revision)
    try await write(&run)

    let fetched = try await fetching.fetch(run.object, remote, reference)
    run.accept(fetched.artifact)
    return try await settleStored(&run, fetched)
  }

  /// Asks the server what the reference stands for.
  private func list(_ object: GitRepository, fresh: Bool) async throws -> (GitRemote, ResolvedReference) {
    let remote = try await access.remote(for: object, fresh: fresh)
    do {
      return (remote, try await fetching.resolve(object, remote))
    } catch let failure as SourceFailure where !fresh {
      guard await access.hasNewSecrets(object) else { throw failure }
      return try await list(object, fresh: true)
    }
  }

  /// Removes superseded artifacts and looks whether the newest is still what it was.
  private func verifyStored(_ run: inout GitRepositoryRun) async throws {
    guard let artifact = run.status.artifact else { return }
    let inspection = try await storage.inspect(kind: Self.kind, run.object.key, artifact)
    if inspection.collected > 0 {
      events.record(
        run.object, .trace, reason: SourceReason.garbageCollectionSucceeded,
        message: "garbage collected \(inspection.collected) artifacts")
    }
    switch inspection.verdict {
    case .intact:
      run.moveArtifact(to: storage.url(artifact.path))
    case .missing:
      run.dropArtifact()
    case .corrupt:
      events.record(
        run.object, .error, reason: SourceReason.artifactVerificationFailed,
        message: "failed to verify integrity of artifact: its digest is not \(artifact.digest)")
      run.dropArtifact()
    }
  }

  private func finalize(_ object: GitRepository) async throws -> ReconcileResult {
    do {
      try await storage.removeAll(kind: Self.kind, object.key)
    } catch let error as StorageError {
      events.record(
        object, .error, reason: SourceReason.garbageCollectionFailed,
        message: "garbage collection for deleted resource failed: \(error)")
      throw error
    }
    if object.metadata.hasFinalizer(FinalizerName.gitOps) {
      events.record(
        object, .trace, reason: SourceReason.garbageCollectionSucceeded,
        message: "garbage collected artifacts for deleted resource")
    }
    try await Finalizer.remove(FinalizerName.gitOps, from: object, client, fieldManager: SourceStatus.fieldManager)
    return .done
  }
}

extension Result where Failure == any Error {
  fileprivate init(reconciling work: () async throws -> Success) async {
    do { self = .success(try await work()) } catch { self = .failure(error) }
  }
}
