package import GitOpsAPI
import OperatorKit

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
