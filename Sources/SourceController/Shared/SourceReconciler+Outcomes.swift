import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// How a run ends: what is written, what is told, and when the object is looked at again.
extension SourceReconciler {
  /// Objects are not looked at more often, whatever their interval says.
  private static var shortestInterval: Duration { .seconds(1) }

  /// The artifact is what it should be.
  func settle(_ run: inout Run, _ outcome: SourceOutcome) async throws -> ReconcileResult {
    run.succeed(reason: outcome.reason, outcome.condition)
    try await status.write(&run.draft)
    if let artifact = run.artifact {
      let isNew = run.isNew(artifact)
      if isNew || run.hadFailure {
        announce(
          run.object, artifact, reason: isNew ? outcome.newReason : outcome.recoveredReason, outcome.announcement)
      } else {
        let news = outcome.nothingNew ?? "artifact up-to-date with remote revision: '\(artifact.revision)'"
        log(run.object).debug("\(news)")
      }
    }
    let interval = run.object.lookInterval
    guard interval > .zero else { return .done }
    return .requeue(after: services.jitter.applied(to: max(interval, Self.shortestInterval)))
  }

  /// A step has failed.
  func settle(_ run: inout Run, _ failure: SourceFailure) async throws -> ReconcileResult {
    let failure = SourceFailure(
      failure.condition, reason: failure.reason, services.redactor.redact(failure.message), remedy: failure.remedy)
    run.fail(failure)
    try await status.write(&run.draft)
    switch failure.remedy {
    case .retry:
      services.events.record(run.object, .error, reason: failure.reason, message: failure.message)
      throw failure
    case .wait(let delay):
      services.events.record(run.object, .trace, reason: failure.reason, message: failure.message)
      return .requeue(after: delay)
    case .retryQuietly:
      services.events.record(run.object, .trace, reason: failure.reason, message: failure.message)
      return .retry
    case .stall:
      services.events.record(run.object, .error, reason: failure.reason, message: failure.message)
      log(run.object).error("reconciliation stalled", metadata: ["error": "\(failure)"])
      return .done
    }
  }

  /// The object does not decode: it gets a condition that says where, the others go on.
  func report(unreadable object: UnreadableObject) async throws {
    try await UnreadableStatus.write(
      Object.resourceType, object, reason: "InvalidObject",
      message: "the object cannot be read: \(object.problem); correct the field", services.client,
      fieldManager: SourceStatus.fieldManager)
  }

  /// The process has died twice with the object in hand: it is left alone, and says so.
  func report(quarantined key: ObjectKey, until: Timestamp) async throws {
    guard let object = informer.store[key]?.object else { return }
    var run = Run(object)
    let failure = SourceFailure(
      ConditionType.fetchFailed, reason: "Quarantined",
      "the controller ended while it worked on this object, and again; it is left alone until \(until), "
        + "or until its spec changes", remedy: .stall)
    run.fail(failure)
    guard try await status.write(&run.draft) else { return }
    services.events.record(object, .error, reason: failure.reason, message: failure.message)
  }

  private func announce(_ object: Object, _ artifact: Artifact, reason: String, _ message: String) {
    services.events.record(
      object, .info, reason: reason, message: message,
      metadata: [EventMetadata.revision: artifact.revision, EventMetadata.digest: artifact.digest])
    log(object).info("\(message)")
  }
}
