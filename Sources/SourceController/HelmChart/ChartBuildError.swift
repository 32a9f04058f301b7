import Archive
import GitOpsAPI
import HTTP
import Helm
import OperatorKit
import Registry

/// Why a chart could not be built, and what follows from it for the object.
struct ChartBuildError: Error, Sendable, CustomStringConvertible {
  /// The step that failed.
  enum Step: Sendable {
    case reference, pull, metadataPatch, valuesFiles, dependencies, packaging, other
  }

  let step: Step
  let problem: String
  /// Whether credentials or trust are the cause.
  let isAuthentication: Bool

  init(_ step: Step, _ problem: String, isAuthentication: Bool = false) {
    self.step = step
    self.problem = problem
    self.isAuthentication = isAuthentication
  }

  /// What an error of the engines means at a step. Cancellation and the API server's errors are thrown on.
  static func at(_ step: Step, _ doing: String, _ error: any Error) throws -> any Error {
    let prefix = doing.isEmpty ? "" : "\(doing): "
    switch error {
    case is CancellationError, is SourceFailure, is KubernetesError: return error
    case let error as HTTPError where error.kind == .cancelled: throw CancellationError()
    case let error as ChartBuildError:
      return ChartBuildError(step, prefix + error.problem, isAuthentication: error.isAuthentication)
    case let error as StorageError:
      return SourceFailure(ConditionType.storageOperationFailed, reason: error.reason, "\(error)")
    default: return ChartBuildError(step, "\(prefix)\(error)", isAuthentication: isAuthentication(error))
    }
  }

  private static func isAuthentication(_ error: any Error) -> Bool {
    switch error {
    case Download.Failure.status(401, _): return true
    case let error as RegistryError: return error.isAuthentication
    case let error as HTTPError: return RegistryError.transport(error).isAuthentication
    default: return false
    }
  }

  var description: String { "\(summary): \(problem)" }

  private var summary: String {
    switch step {
    case .reference: "invalid chart reference"
    case .pull: "chart pull error"
    case .metadataPatch: "chart metadata patch error"
    case .valuesFiles: "values files merge error"
    case .dependencies: "dependency build error"
    case .packaging: "chart package error"
    case .other: "unknown build error"
    }
  }

  private var reason: String {
    switch step {
    case .reference: SourceReason.invalidChartReference
    case .pull: SourceReason.chartPullError
    case .metadataPatch: SourceReason.metadataPatchError
    case .valuesFiles: SourceReason.valuesFilesError
    case .dependencies: SourceReason.dependencyBuildError
    case .packaging: SourceReason.chartPackageError
    case .other: SourceReason.unknown
    }
  }

  /// The condition, and whether trying again can help.
  func failure(fromRepository: Bool) -> SourceFailure {
    if fromRepository, isAuthentication {
      return SourceFailure(
        ConditionType.fetchFailed, reason: SourceReason.authenticationFailed,
        "failed to authenticate with the Helm repository: \(self)")
    }
    let condition =
      switch step {
      case .metadataPatch, .valuesFiles, .dependencies, .packaging: ConditionType.buildFailed
      case .reference, .pull, .other: ConditionType.fetchFailed
      }
    let isPersistent =
      switch step {
      case .reference, .metadataPatch, .valuesFiles: true
      case .pull, .dependencies, .packaging, .other: false
      }
    return SourceFailure(condition, reason: reason, "\(self)", remedy: isPersistent ? .stall : .retry)
  }
}
