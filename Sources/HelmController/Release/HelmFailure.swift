import ControllerSupport
import GitOpsAPI
import OperatorKit

/// Why a HelmRelease could not be brought up to date, and what follows from it.
///
/// A step throws it; the one place that writes conditions, events and the next run reads everything off it.
struct HelmFailure: Error, Hashable, Sendable, CustomStringConvertible {
  enum Remedy: Hashable, Sendable {
    /// Again after a fixed time; what is waited for wakes the object earlier.
    case wait(Duration)
    /// The same, spread a little.
    case waitJittered(Duration)
    /// Again with growing delays.
    case backoff
    /// At once, behind the others.
    case again
    /// Trying again cannot help until something changes.
    case stall

    /// When the object's turn comes again (H-10-15).
    func next(_ jitter: IntervalJitter) -> ReconcileResult {
      switch self {
      case .wait(let delay): .requeue(after: delay)
      case .waitJittered(let delay): .requeue(after: jitter.applied(to: delay))
      case .backoff: .retry
      case .again: .atOnce
      case .stall: .done
      }
    }
  }

  let reason: String
  let message: String
  let remedy: Remedy
  /// How loud the event is; `nil` for none.
  let severity: ControllerEvent.Severity?
  /// Whether conditions are already as they should be: an action has written them.
  let isReported: Bool

  init(
    _ reason: String, _ message: String, remedy: Remedy = .backoff, severity: ControllerEvent.Severity? = .error,
    isReported: Bool = false
  ) {
    self.reason = reason
    self.message = message
    self.remedy = remedy
    self.severity = severity
    self.isReported = isReported
  }

  /// The end of a run whose outcome an action has reported.
  static func reported(_ remedy: Remedy, _ message: String = "") -> HelmFailure {
    HelmFailure("", message, remedy: remedy, severity: nil, isReported: true)
  }

  /// Whether it is tried again after a fixed time.
  var isWait: Bool {
    switch remedy {
    case .wait, .waitJittered: true
    case .backoff, .again, .stall: false
    }
  }

  var description: String { message }
}

extension ReconcileResult {
  /// Again now, in line with everybody else: what lists bring must not keep a retry from its turn.
  static let atOnce = ReconcileResult.requeue(after: .milliseconds(10))
}
