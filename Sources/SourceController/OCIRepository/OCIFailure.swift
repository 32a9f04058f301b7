import Archive
import GitOpsAPI
import OperatorKit
import Registry

/// What an error of the engines means for an OCIRepository.
enum OCIFailure {
  static func layer(_ message: String) -> SourceFailure {
    fetch(SourceReason.ociArtifactLayerOperationFailed, message)
  }

  static func invalidURL(_ object: OCIRepository, _ error: RegistryError) -> SourceFailure {
    let problem = if case .invalidAddress(_, let problem) = error { problem } else { "\(error)" }
    return SourceFailure(
      ConditionType.fetchFailed, reason: SourceReason.urlInvalid,
      "URL validation failed for '\(object.spec.url)': \(problem)", remedy: .stall)
  }

  /// Something went wrong while `doing`. Cancellation and the API server's errors are thrown on.
  static func failure(_ error: any Error, reason: String, doing: String) throws -> SourceFailure {
    switch error {
    case is CancellationError: throw error
    case let error as SourceFailure: return error
    case let error as KubernetesError: throw error
    case let error as StorageError: return storage(error.reason, "\(error)")
    case let error as RegistryError where error.isAuthentication:
      return fetch(SourceReason.authenticationFailed, "\(doing): \(error)")
    case let error as DeadlineExceeded:
      return fetch(
        reason, "\(doing): \(error), which is spec.timeout; raise it if the artifact is large or the registry slow")
    default: return fetch(reason, "\(doing): \(error)")
    }
  }

  private static func fetch(_ reason: String, _ message: String) -> SourceFailure {
    SourceFailure(ConditionType.fetchFailed, reason: reason, message)
  }

  private static func storage(_ reason: String, _ message: String) -> SourceFailure {
    SourceFailure(ConditionType.storageOperationFailed, reason: reason, message)
  }
}
