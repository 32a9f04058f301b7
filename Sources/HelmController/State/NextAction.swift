import GitOpsAPI
import OperatorKit

/// What is to be done about the state of a release.
enum NextAction: Hashable, Sendable {
  case none
  case install
  case upgrade
  case unlock
  /// Goes on with an action that was left half-way: what was wanted then is what is wanted now.
  case resume
  case test
  case correctDrift
  case rollback
  /// Goes on with a rollback that was left half-way, because what failed is still what is wanted.
  case resumeRollback
  case uninstallRemediation
  /// There is nothing more to try.
  case stall(reason: String, message: String)
  case stateError(String)

  /// What kind of action it is; each kind runs once in a reconcile (H-16-12).
  enum Kind: Hashable, Sendable { case release, unlock, test, drift, remediation }

  var kind: Kind? {
    switch self {
    case .install, .upgrade, .resume: .release
    case .unlock: .unlock
    case .test: .test
    case .correctDrift: .drift
    case .rollback, .resumeRollback, .uninstallRemediation: .remediation
    case .none, .stall, .stateError: nil
    }
  }

  /// As messages call it.
  var name: String {
    switch self {
    case .install: "install"
    case .upgrade: "upgrade"
    case .unlock: "unlock"
    case .resume: "resume"
    case .test: "test"
    case .correctDrift: "correct cluster drift"
    case .rollback, .resumeRollback: "rollback"
    case .uninstallRemediation: "uninstall"
    case .none, .stall, .stateError: "none"
    }
  }

  /// How the status begins to say that an action is under way.
  static let runningPrefix = "Running '"

  /// The limit for the action.
  func timeout(_ object: HelmRelease) -> GoDuration {
    let own: GoDuration? =
      switch self {
      case .install: object.spec.install?.timeout
      case .upgrade: object.spec.upgrade?.timeout
      case .test: object.spec.test?.timeout
      case .rollback, .resumeRollback: object.spec.rollback?.timeout
      case .uninstallRemediation: object.spec.uninstall?.timeout
      default: nil
      }
    return own ?? object.spec.effectiveTimeout
  }
}
