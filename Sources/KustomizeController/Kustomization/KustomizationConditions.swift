import GitOpsAPI
import OperatorKit

extension Kustomization.Status {
  /// Sets a condition as of a generation.
  mutating func set(
    _ type: String, _ status: Condition.Status, reason: String, _ message: String, generation: Int64
  ) {
    conditions.set(
      Condition(type: type, status: status, reason: reason, message: message, observedGeneration: generation))
  }

  /// Work has begun or goes on: what is being done stands in Reconciling.
  mutating func markProgress(_ message: String, generation: Int64) {
    conditions.remove(ConditionType.stalled)
    set(ConditionType.reconciling, .true, reason: Reason.progressing, message, generation: generation)
    set(
      ConditionType.ready, .unknown, reason: Reason.progressing, "Reconciliation in progress", generation: generation)
  }

  /// A revision is applied and, where asked for, healthy.
  mutating func markApplied(_ artifact: Artifact, generation: Int64) {
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
  mutating func markFailed(_ failure: KustomizationFailure, generation: Int64) {
    set(ConditionType.ready, .false, reason: failure.reason, failure.message, generation: generation)
    if failure.remedy == .stall {
      conditions.remove(ConditionType.reconciling)
      set(ConditionType.stalled, .true, reason: failure.reason, failure.message, generation: generation)
    } else {
      conditions.remove(ConditionType.stalled)
      let progress = conditions.condition(ConditionType.reconciling)?.message ?? "Reconciliation in progress"
      set(
        ConditionType.reconciling, .true, reason: Reason.progressingWithRetry, progress, generation: generation)
    }
    if failure.observesGeneration { observedGeneration = generation }
  }

  /// The health checks have begun.
  mutating func markCheckingHealth(revision: String, timeout: GoDuration, generation: Int64) {
    markProgress(
      "Running health checks for revision \(revision) with a timeout of \(timeout)", generation: generation)
    if conditions.condition(ConditionType.healthy)?.status != .unknown {
      set(
        ConditionType.healthy, .unknown, reason: Reason.progressing,
        "Running health checks for revision \(revision) with a timeout of \(timeout)", generation: generation)
    }
  }

  mutating func markHealthy(after duration: Duration, generation: Int64) {
    set(
      ConditionType.healthy, .true, reason: Reason.succeeded, "Health check passed in \(GoDuration(duration))",
      generation: generation)
  }

  mutating func markUnhealthy(_ message: String, generation: Int64) {
    set(ConditionType.healthy, .false, reason: Reason.healthCheckFailed, message, generation: generation)
  }
}
