import GitOpsAPI
package import OperatorKit

/// The rules by which the conditions of a source follow from what happened, as pure functions.
package struct SourceConditions: Hashable, Sendable {
  package private(set) var conditions: [Condition]
  private let generation: Int64

  /// Conditions that are present only while something is not as it should be.
  private static let negative = [
    ConditionType.storageOperationFailed, ConditionType.fetchFailed, ConditionType.buildFailed,
    ConditionType.includeUnavailable, ConditionType.artifactOutdated, ConditionType.stalled, ConditionType.reconciling,
  ]
  /// Those of which recovery is news.
  private static let failures = [
    ConditionType.storageOperationFailed, ConditionType.fetchFailed, ConditionType.buildFailed,
    ConditionType.includeUnavailable,
  ]

  package init(_ conditions: [Condition], generation: Int64) {
    self.conditions = conditions
    self.generation = generation
  }

  /// Whether an earlier run had failed.
  package var hasFailure: Bool { SourceConditions.failures.contains { conditions.condition($0) != nil } }

  package mutating func remove(_ type: String) { conditions.remove(type) }

  /// Work goes on. With drift the object is not what it should be until the work has succeeded.
  ///
  /// A run that repeats one which has failed at the same work changes nothing: conditions that flicker with each try
  /// would hide the failure, and cost two writes a try.
  package mutating func progress(_ message: String, isDrift: Bool) {
    if isRetrying(message) { return }
    conditions.remove(ConditionType.stalled)
    set(ConditionType.reconciling, .true, reason: Reason.progressing, message)
    let ready = conditions.condition(ConditionType.ready)
    if isDrift || ready == nil || ready?.status == .unknown {
      set(ConditionType.ready, .unknown, reason: Reason.progressing, message)
    }
  }

  /// There is a newer revision than the stored one.
  package mutating func foundNewRevision(_ message: String, reason: String = SourceReason.newRevision) {
    set(ConditionType.artifactOutdated, .true, reason: reason, message)
  }

  /// Everything is as it should be.
  ///
  /// - Parameter reason: Of the condition that names the artifact.
  package mutating func succeed(_ message: String, storedFor reason: String = Reason.succeeded) {
    for type in SourceConditions.negative { conditions.remove(type) }
    set(ConditionType.artifactInStorage, .true, reason: reason, message)
    set(ConditionType.ready, .true, reason: reason, message)
  }

  /// A step has failed.
  package mutating func fail(_ failure: SourceFailure) {
    for type in SourceConditions.failures where type != failure.condition { conditions.remove(type) }
    set(failure.condition, .true, reason: failure.reason, failure.message)
    set(ConditionType.ready, .false, reason: failure.reason, failure.message)
    if failure.remedy == .stall {
      conditions.remove(ConditionType.reconciling)
      set(ConditionType.stalled, .true, reason: failure.reason, failure.message)
    } else {
      conditions.remove(ConditionType.stalled)
      let progress = conditions.condition(ConditionType.reconciling)?.message ?? "reconciliation in progress"
      set(ConditionType.reconciling, .true, reason: Reason.progressingWithRetry, progress)
    }
  }

  /// Whether an earlier run of this generation has failed at the work that the message describes.
  private func isRetrying(_ message: String) -> Bool {
    guard let now = conditions.condition(ConditionType.reconciling) else { return false }
    return now.status == .true && now.reason == Reason.progressingWithRetry && now.observedGeneration == generation
      && now.message == message
  }

  private mutating func set(_ type: String, _ status: Condition.Status, reason: String, _ message: String) {
    conditions.set(
      Condition(type: type, status: status, reason: reason, message: message, observedGeneration: generation))
  }
}
