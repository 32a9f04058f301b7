import ControllerSupport
import Git
import GitOpsAPI
import Logging
import OperatorKit

/// How a run ends: what is written, what is told, and when the object is looked at again.
extension GitRepositoryReconciler {
  /// Objects are not looked at more often, whatever their interval says.
  private static let shortestInterval = Duration.seconds(1)

  /// A new artifact is in the storage.
  func settleStored(_ run: inout GitRepositoryRun, _ fetched: FetchedArtifact) async throws -> ReconcileResult {
    run.succeed()
    try await write(&run)
    let isNew = run.isNew(fetched.artifact)
    if isNew || run.hadFailure {
      announce(
        run.object, fetched.artifact, reason: isNew ? SourceReason.newArtifact : Reason.succeeded,
        "stored artifact for commit '\(fetched.summary)'")
    }
    return next(run.object)
  }

  /// The listing showed nothing new.
  func settleUnchanged(_ run: inout GitRepositoryRun) async throws -> ReconcileResult {
    run.succeed()
    try await write(&run)
    guard let artifact = run.status.artifact else { return next(run.object) }
    if run.hadFailure {
      announce(
        run.object, artifact, reason: Reason.succeeded, "stored artifact for commit '\(artifact.revision)'")
    } else {
      log(run.object).debug("no changes since last reconciliation: observed revision '\(artifact.revision)'")
    }
    return next(run.object)
  }

  /// A step has failed.
  func settle(_ run: inout GitRepositoryRun, _ failure: SourceFailure) async throws -> ReconcileResult {
    let failure = SourceFailure(
      failure.condition, reason: failure.reason, redactor.redact(failure.message), remedy: failure.remedy)
    run.fail(failure)
    try await write(&run)
    switch failure.remedy {
    case .retry:
      events.record(run.object, .error, reason: failure.reason, message: failure.message)
      throw failure
    case .wait(let delay):
      events.record(run.object, .trace, reason: failure.reason, message: failure.message)
      return .requeue(after: delay)
    case .retryQuietly:
      events.record(run.object, .trace, reason: failure.reason, message: failure.message)
      return .retry
    case .stall:
      events.record(run.object, .error, reason: failure.reason, message: failure.message)
      log(run.object).error("reconciliation stalled", metadata: ["error": "\(failure)"])
      return .done
    }
  }

  /// The object does not decode: it gets a condition that says where, the others go on.
  func report(unreadable object: UnreadableObject) async throws {
    try await UnreadableStatus.write(
      GitRepository.resourceType, object, reason: "InvalidObject",
      message: "the object cannot be read: \(object.problem); correct the field", client,
      fieldManager: SourceStatus.fieldManager)
  }

  /// The process has died twice with the object in hand: it is left alone, and says so.
  func report(quarantined key: ObjectKey, until: Timestamp) async throws {
    guard let object = informer.store[key]?.object else { return }
    var run = GitRepositoryRun(object)
    let failure = SourceFailure(
      ConditionType.fetchFailed, reason: "Quarantined",
      "the controller ended while it worked on this object, and again; it is left alone until \(until), "
        + "or until its spec changes", remedy: .stall)
    run.fail(failure)
    guard try await write(&run) else { return }
    events.record(object, .error, reason: failure.reason, message: failure.message)
  }

  /// Writes what differs of the status, if anything; returns whether it did.
  @discardableResult
  func write(_ run: inout GitRepositoryRun) async throws -> Bool { try await status.write(&run.draft) }

  private func announce(_ object: GitRepository, _ artifact: Artifact, reason: String, _ message: String) {
    events.record(
      object, .info, reason: reason, message: message,
      metadata: [EventMetadata.revision: artifact.revision, EventMetadata.digest: artifact.digest])
    log(object).info("\(message)")
  }

  private func next(_ object: GitRepository) -> ReconcileResult {
    let interval = object.spec.interval.duration
    guard interval > .zero else { return .done }
    return .requeue(after: jitter.applied(to: max(interval, Self.shortestInterval)))
  }

  /// A logger whose lines name the object.
  func log(_ object: GitRepository) -> Logger {
    logger.forReconcile(
      controller: GitRepositoryController.name, type: GitRepository.resourceType, key: object.key,
      id: String(UInt64.random(in: .min ... .max), radix: 16))
  }
}
