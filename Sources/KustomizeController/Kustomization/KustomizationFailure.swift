package import GitOpsAPI
package import OperatorKit

/// Why a Kustomization could not be brought up to date, and what follows from it.
///
/// A step throws it; the one place that writes conditions, events and the next run reads everything off it.
package struct KustomizationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Remedy: Hashable, Sendable {
    /// Again after `spec.retryInterval`.
    case retryInterval
    /// Again after a fixed time; what is waited for wakes the object earlier.
    case wait(Duration)
    /// Again with growing delays: the API server is in trouble, not the object.
    case backoff
    /// As `backoff`, but not later than after `spec.retryInterval`.
    case soon
    /// Trying again cannot help until the object changes.
    case stall
  }

  package let reason: String
  package let message: String
  package let remedy: Remedy
  /// How loud the event is; `nil` for none.
  package let severity: ControllerEvent.Severity?
  /// What the event says, where that is not the message.
  package let event: String?
  /// Whether the generation counts as observed although it failed (a terminal mistake in the object itself).
  package let observesGeneration: Bool

  package init(
    _ reason: String, _ message: String, remedy: Remedy = .retryInterval,
    severity: ControllerEvent.Severity? = .error, event: String? = nil, observesGeneration: Bool = false
  ) {
    self.reason = reason
    self.message = message
    self.remedy = remedy
    self.severity = severity
    self.event = event
    self.observesGeneration = observesGeneration
  }

  package var description: String { message }
}

extension KustomizationFailure.Remedy {
  /// When the object is looked at again.
  ///
  /// - Parameter failures: How many failures there were in a row that go by themselves.
  package func result(retryInterval: Duration, backoff: Backoff, failures: Int) -> ReconcileResult {
    switch self {
    case .retryInterval: .requeue(after: retryInterval)
    case .wait(let delay): .requeue(after: delay)
    case .backoff: .retry
    case .soon: .requeue(after: min(backoff.delay(failures: failures), retryInterval))
    case .stall: .done
    }
  }
}
