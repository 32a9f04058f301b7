import OperatorKit

/// Why a source could not be brought up to date, and what follows from it.
///
/// A step throws it; the one place that writes conditions, events and the next run reads everything off it.
package struct SourceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Remedy: Hashable, Sendable {
    /// Try again with growing delays.
    case retry
    /// Look again after a fixed time; nothing is wrong with this object.
    case wait(Duration)
    /// Try again with growing delays; nothing is wrong with this object, so that nobody is alarmed.
    case retryQuietly
    /// Trying again cannot help until the object changes.
    case stall
  }

  /// The negative condition that becomes true.
  package let condition: String
  package let reason: String
  package let message: String
  package let remedy: Remedy

  package init(_ condition: String, reason: String, _ message: String, remedy: Remedy = .retry) {
    self.condition = condition
    self.reason = reason
    self.message = message
    self.remedy = remedy
  }

  package var description: String { message }
}
