package import GitOpsAPI
package import OperatorKit

extension Kustomization.Status {
  /// Sets a condition as of a generation.
  package mutating func set(
    _ type: String, _ status: Condition.Status, reason: String, _ message: String, generation: Int64
  ) {
    conditions.set(
      Condition(type: type, status: status, reason: reason, message: message, observedGeneration: generation))
  }

  /// Work has begun or goes on: what is being done stands in Reconciling.
  package mutating func markProgress(_ message: String, generation: Int64) {
    conditions.remove(ConditionType.stalled)
    set(ConditionType.reconciling, .true, reason: Reason.progressing, message, generation: generation)
    set(
      ConditionType.ready, .unknown, reason: Reason.progressing, "Reconciliation in progress", generation: generation)
  }

  /// A revision is applied and, where asked for, healthy.
  package mutating func markApplied(_ artifact: Artifact, generation: Int64) {
    conditions.remove(ConditionType.stalled)
    conditions.remove(ConditionType.reconciling)
    set(
      ConditionType.ready, .true, reason: Reason.reconciliationSucceeded, "Applied revision: \(artifact.revision)",
      generation: generation)
    observedGeneration = generation
    lastAppliedRevision = artifact.revision
    lastAppliedOriginRevision = artifact.originRevision
  }

  /// A step has failed.
  ///
  /// - Parameter stage: What was being done; stays in Reconciling while it is tried again.
  package mutating func markFailed(_ failure: KustomizationFailure, stage: String? = nil, generation: Int64) {
    set(ConditionType.ready, .false, reason: failure.reason, failure.message, generation: generation)
    if failure.remedy == .stall {
      conditions.remove(ConditionType.reconciling)
      set(ConditionType.stalled, .true, reason: failure.reason, failure.message, generation: generation)
    } else {
      conditions.remove(ConditionType.stalled)
      let before = conditions.condition(ConditionType.reconciling)?.message
      let progress = stage ?? before ?? "Reconciliation in progress"
      set(
        ConditionType.reconciling, .true, reason: Reason.progressingWithRetry, progress, generation: generation)
    }
    if failure.observesGeneration { observedGeneration = generation }
  }

  /// The health checks have begun.
  package mutating func markCheckingHealth(revision: String, timeout: GoDuration, generation: Int64) {
    let message = Stage.checkingHealth.message(revision: revision, timeout: timeout)
    markProgress(message, generation: generation)
    if conditions.condition(ConditionType.healthy)?.status != .unknown {
      set(ConditionType.healthy, .unknown, reason: Reason.progressing, message, generation: generation)
    }
  }

  package mutating func markHealthy(after duration: Duration, generation: Int64) {
    set(
      ConditionType.healthy, .true, reason: Reason.succeeded, "Health check passed in \(GoDuration(duration))",
      generation: generation)
  }

  package mutating func markUnhealthy(_ message: String, generation: Int64) {
    set(ConditionType.healthy, .false, reason: Reason.healthCheckFailed, message, generation: generation)
  }
}
