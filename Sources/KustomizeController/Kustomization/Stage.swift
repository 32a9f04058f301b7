import GitOpsAPI
package import OperatorKit

/// What a run is doing, as Reconciling says it.
///
/// Fetching and building are over in a moment and stand there only when they have failed: each write of a status costs
/// more than they do.
package enum Stage: String, Sendable {
  case fetching = "Fetching manifests"
  case building = "Building manifests"
  case detectingDrift = "Detecting drift"
  case checkingHealth = "Running health checks"

  package func message(revision: String, timeout: GoDuration) -> String {
    "\(rawValue) for revision \(revision) with a timeout of \(timeout)"
  }

  /// The stage that ends in failures with a reason.
  package init?(failingWith reason: String) {
    switch reason {
    case Reason.artifactFailed: self = .fetching
    case Reason.buildFailed: self = .building
    case Reason.reconciliationFailed: self = .detectingDrift
    case Reason.healthCheckFailed: self = .checkingHealth
    default: return nil
    }
  }
}
