import Archive
import Git
import GitOpsAPI
import Glibc
import OperatorKit

/// What an error of the engines means for the object.
enum GitFailure {
  /// Cancellation is no failure and is thrown on.
  static func failure(_ error: any Error) throws -> SourceFailure {
    switch error {
    case is CancellationError: throw error
    case let error as SourceFailure: return error
    case let error as KubernetesError: throw error
    case GitError.emptyRepository: return fetch(SourceReason.emptyGitRepository, "\(error)")
    case let error as IgnoreFileError: return storage(SourceReason.sourceIgnoreError, "\(error)")
    case let error as StorageError: return storage(error.reason, "\(error)")
    case ArchiveError.system(_, _, let code):
      return storage(SourceReason.archiveOperationFailed, "\(error)\(StorageError.wayOut(code))")
    case let error as ArchiveError: return storage(SourceReason.archiveOperationFailed, "\(error)")
    case PackError.system(_, _, let code):
      return storage(SourceReason.archiveOperationFailed, "\(error)\(StorageError.wayOut(code))")
    case let error as DeadlineExceeded:
      return fetch(
        SourceReason.gitOperationFailed,
        "\(doing): \(error), which is spec.timeout; raise it if the repository is large or the server slow")
    default: return fetch(SourceReason.gitOperationFailed, "\(doing): \(error)")
    }
  }

  private static let doing = "failed to checkout and determine revision"

  private static func fetch(_ reason: String, _ message: String) -> SourceFailure {
    SourceFailure(ConditionType.fetchFailed, reason: reason, message)
  }

  private static func storage(_ reason: String, _ message: String) -> SourceFailure {
    SourceFailure(ConditionType.storageOperationFailed, reason: reason, message)
  }
}
