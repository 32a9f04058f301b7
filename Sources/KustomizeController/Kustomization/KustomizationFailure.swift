import GitOpsAPI
import OperatorKit

/// Why a Kustomization could not be brought up to date, and what follows from it.
///
/// A step throws it; the one place that writes conditions, events and the next run reads everything off it.
struct KustomizationFailure: Error, Hashable, Sendable, CustomStringConvertible {
  enum Remedy: Hashable, Sendable {
    /// Again after `spec.retryInterval`.
    case retryInterval
    /// Again after a fixed time; what is waited for wakes the object earlier.
    case wait(Duration)
    /// Again with growing delays: the API server is in trouble, not the object.
    case backoff
    /// Trying again cannot help until the object changes.
    case stall
  }

  let reason: String
  let message: String
  let remedy: Remedy
  /// How loud the event is; `nil` for none.
  let severity: ControllerEvent.Severity?
  /// Whether the generation counts as observed although it failed (a terminal mistake in the object itself).
  let observesGeneration: Bool

  init(
    _ reason: String, _ message: String, remedy: Remedy = .retryInterval,
    severity: ControllerEvent.Severity? = .error, observesGeneration: Bool = false
  ) {
    self.reason = reason
    self.message = message
    self.remedy = remedy
    self.severity = severity
    self.observesGeneration = observesGeneration
  }

  var description: String { message }
}
