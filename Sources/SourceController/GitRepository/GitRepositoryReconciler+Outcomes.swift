import GitOpsAPI
import OperatorKit

/// How a run ends: what is written, what is told, and when the object is looked at again.
extension GitRepositoryReconciler {
  static let fieldManager = "source-controller"

  /// A new artifact is in the storage.
  func settleStored(
    _ run: inout GitRepositoryRun, _ fetched: FetchedArtifact, isNew: Bool
  ) async throws -> ReconcileResult {
    let recovered = run.hadFailure
    run.succeed("stored artifact for revision '\(fetched.artifact.revision)'")
    try await write(&run)
    if isNew || recovered {
      events.record(
        run.object, .info, reason: isNew ? "NewArtifact" : Reason.succeeded,
        message: "stored artifact for commit '\(fetched.summary)'", metadata: metadata(fetched.artifact))
    }
    return next(run.object)
  }

  /// The listing showed nothing new.
  func settleUnchanged(_ run: inout GitRepositoryRun, _ revision: String) async throws -> ReconcileResult {
    let recovered = run.hadFailure
    run.succeed("stored artifact for revision '\(revision)'")
    try await write(&run)
    if recovered, let artifact = run.status.artifact {
      events.record(
        run.object, .info, reason: Reason.succeeded, message: "stored artifact for revision '\(revision)'",
        metadata: metadata(artifact))
    }
    return next(run.object)
  }

  /// A step has failed.
  func settle(_ run: inout GitRepositoryRun, _ failure: SourceFailure) async throws -> ReconcileResult {
    run.fail(failure)
    try await write(&run)
    switch failure.remedy {
    case .retry:
      events.record(run.object, .error, reason: failure.reason, message: failure.message)
      return .retry
    case .wait(let delay):
      events.record(run.object, .trace, reason: failure.reason, message: failure.message)
      return .requeue(after: delay)
    case .stall:
      events.record(run.object, .error, reason: failure.reason, message: failure.message)
      return .done
    }
  }

  /// The object does not decode: it gets a condition that says where, the others go on.
  func report(unreadable object: UnreadableObject) async throws {
    try await UnreadableStatus.write(
      GitRepository.resourceType, object, reason: "InvalidObject",
      message: "the object cannot be read: \(object.problem); correct the field", client,
      fieldManager: Self.fieldManager)
  }

  /// Patches the status subresource with what differs, if anything.
  func write(_ run: inout GitRepositoryRun) async throws {
    guard let patch = try run.statusPatch() else { return }
    do {
      let written = try await client.patch(
        GitRepository.resourceType, run.object.key, .merge(["status": patch]), subresource: "status",
        options: WriteOptions(fieldManager: Self.fieldManager))
      informer.noteWritten(written)
    } catch let error as KubernetesError where error.kind == .notFound {
      return  // deleted meanwhile
    }
    run.markStored()
  }

  private func next(_ object: GitRepository) -> ReconcileResult {
    .requeue(after: jitter.applied(to: object.spec.interval.duration))
  }

  private func metadata(_ artifact: Artifact) -> [String: String] {
    [EventMetadata.revision: artifact.revision, EventMetadata.digest: artifact.digest]
  }
}
