import GitOpsAPI
import HTTP
import OperatorKit

/// What an error means for a HelmRepository.
enum HelmRepositoryFailure {
  static func invalidURL(_ problem: String) -> SourceFailure {
    SourceFailure(
      ConditionType.fetchFailed, reason: SourceReason.urlInvalid, "invalid Helm repository URL: \(problem)",
      remedy: .stall)
  }

  /// Cancellation and the API server's errors are thrown on.
  static func failure(_ error: any Error) throws -> SourceFailure {
    switch error {
    case is CancellationError: throw error
    case let error as SourceFailure: return error
    case let error as KubernetesError: throw error
    case let error as StorageError:
      return SourceFailure(ConditionType.storageOperationFailed, reason: error.reason, "\(error)")
    case let error as IndexError:
      return SourceFailure(
        ConditionType.fetchFailed, reason: SourceReason.indexationFailed,
        "failed to load Helm repository from index YAML: \(error)")
    case let error as HTTPError where error.kind == .cancelled: throw CancellationError()
    case let error as DeadlineExceeded:
      return fetch("\(error), which is spec.timeout; raise it if the index is large or the server slow")
    default: return fetch("\(error)")
    }
  }

  private static func fetch(_ problem: String) -> SourceFailure {
    SourceFailure(
      ConditionType.fetchFailed, reason: Reason.failed, "failed to fetch Helm repository index: \(problem)")
  }
}
