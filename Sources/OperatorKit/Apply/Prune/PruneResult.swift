/// What a prune did.
public struct PruneResult: Sendable {
  public internal(set) var changes = ChangeSet()
  public internal(set) var errors: [PruneError] = []
  public internal(set) var requests = RequestCounts()

  init() {}

  /// Objects whose deletion was not confirmed. They stay in the inventory, or nobody would ever delete them (K-15-05).
  public var survivors: [ObjectReference] { changes.entries.filter { $0.action == .unknown }.map(\.reference) }

  /// What was deleted.
  public var deleted: [ObjectReference] { changes.entries.filter { $0.action == .deleted }.map(\.reference) }

  /// All errors as one, or `nil` when there was none.
  public var failure: PruneFailure? { errors.isEmpty ? nil : PruneFailure(errors: errors) }
}

/// Why one object was not deleted.
public struct PruneError: Error, Sendable {
  public enum Step: String, Sendable, Hashable {
    case query = "query failed"
    case delete = "delete failed"
  }

  public let reference: ObjectReference
  public let step: Step
  public let cause: KubernetesError

  init(_ reference: ObjectReference, _ step: Step, _ cause: KubernetesError) {
    self.reference = reference
    self.step = step
    self.cause = cause
  }
}

extension PruneError: CustomStringConvertible {
  public var description: String { "\(reference.subject) \(step.rawValue): \(cause)" }
}

/// Some objects were not deleted.
public struct PruneFailure: Error, Sendable {
  public let errors: [PruneError]
}

extension PruneFailure: CustomStringConvertible {
  /// `delete failed, errors: ConfigMap/prod/a delete failed: …;` (K-15-05).
  public var description: String { "delete failed, errors: " + errors.map { "\($0);" }.joined() }
}
