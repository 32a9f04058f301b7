import ControllerSupport
import Digests
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
  let storage: StorageStep
  let access: GitAccess
  let fetching: GitFetchStep
  let events: NotificationRecorder
  let metrics: GitOpsMetrics
  let jitter: IntervalJitter
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
      if object.metadata.isBeingDeleted { return try await finalize(object) }
      if object.spec.suspend { return .done }
      guard object.metadata.hasFinalizer(FinalizerName.gitOps) else {
        try await Finalizer.add(FinalizerName.gitOps, to: object, client)
        return .done  // the change itself brings the key back
      }
      return try await reconcile(object)
    }
  }

  private func reconcile(_ object: GitRepository) async throws -> ReconcileResult {
    var run = GitRepositoryRun(object)
    let started = ContinuousClock.now
    defer { metrics.reconciled(kind: Self.kind, object.key, seconds: (.now - started) / .seconds(1)) }
    do {
      return try await perform(&run)
    } catch let failure as SourceFailure {
      return try await settle(&run, failure)
    }
  }

  private func perform(_ run: inout GitRepositoryRun) async throws -> ReconcileResult {
    try GitSupport.check(run.object)
    try await verifyStored(&run)
    let remote = try await access.remote(for: run.object)
    let reference = try await fetching.resolve(run.object, remote)
    if let revision = reference.revision?.description, run.isStored(revision) {
      return try await settleUnchanged(&run, revision)
    }
    run.noteOutdated(reference.revision?.description)
    try await write(&run)

    let fetched = try await fetching.fetch(run.object, remote, reference)
    let isNew = run.status.artifact?.digest != fetched.artifact.digest
    run.accept(fetched.artifact)
    return try await settleStored(&run, fetched, isNew: isNew)
  }

  /// Removes superseded artifacts and looks whether the newest is still what it was.
  private func verifyStored(_ run: inout GitRepositoryRun) async throws {
    guard let artifact = run.status.artifact else { return }
    let (verdict, removed) = try await storage.inspect(kind: Self.kind, run.object.key, artifact)
    if removed > 0 {
      logger.debug("garbage collected \(removed) artifacts", metadata: ["name": "\(run.object.key)"])
    }
    switch verdict {
    case .intact:
      run.status.artifact?.url = storage.url(artifact.path)
    case .missing:
      run.dropArtifact("building artifact: disappeared from storage")
    case .corrupt:
      events.record(
        run.object, .error, reason: "ArtifactVerificationFailed",
        message: "failed to verify integrity of artifact: its digest is not \(artifact.digest)")
      run.dropArtifact("building artifact: integrity of the stored artifact is lost")
    }
  }

  private func finalize(_ object: GitRepository) async throws -> ReconcileResult {
    try await storage.removeAll(kind: Self.kind, object.key)
    fetching.forget(object.key)
    metrics.removed(kind: Self.kind, object.key)
    try await Finalizer.remove(FinalizerName.gitOps, from: object, client)
    return .done
  }
}
