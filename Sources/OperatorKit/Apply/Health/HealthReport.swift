/// The readiness of one object.
public struct ObjectHealth: Sendable, Hashable {
  public let reference: ObjectReference
  public let readiness: Readiness

  public init(_ reference: ObjectReference, _ readiness: Readiness) {
    self.reference = reference
    self.readiness = readiness
  }
}

extension ObjectHealth: CustomStringConvertible {
  /// `Deployment/prod/web status: 'InProgress'`.
  public var description: String { "\(reference.subject) status: '\(readiness.status.rawValue)'" }
}

/// Objects that are not ready, and why nobody waits for them any longer.
public struct HealthReport: Error, Sendable, Hashable {
  public enum Reason: String, Sendable, Hashable {
    case timeout = "timeout waiting for"
    case stalled = "failed early due to stalled resources"
  }

  public let reason: Reason
  public let objects: [ObjectHealth]

  public init(_ reason: Reason, _ objects: [ObjectHealth]) {
    self.reason = reason
    self.objects = objects
  }
}

extension HealthReport: CustomStringConvertible {
  /// `timeout waiting for: [Deployment/prod/web status: 'InProgress']` (K-16-04, K-16-05).
  public var description: String {
    "\(reason.rawValue): [\(objects.map(\.description).joined(separator: ", "))]"
  }

  /// What the objects themselves say, a line each, for people who want to know more than the status.
  public var details: String {
    objects.filter { !$0.readiness.message.isEmpty }
      .map { "\($0.reference.subject): \($0.readiness.message)" }.joined(separator: "\n")
  }
}
