import GitOpsAPI
import Glibc

/// What is wrong with the storage, or with the files that work needs.
package struct StorageError: Error, Hashable, CustomStringConvertible {
  package enum Operation: Hashable, Sendable {
    case directory
    case write
    case remove
    case stat
    case lock
    case read
  }

  package let operation: Operation
  package let path: String
  /// `errno`
  package let code: Int32

  package init(operation: Operation, path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The reason of the conditions that it leads to.
  package var reason: String {
    switch operation {
    case .directory: SourceReason.directoryCreationFailed
    case .write: SourceReason.archiveOperationFailed
    case .remove: SourceReason.garbageCollectionFailed
    case .stat: SourceReason.statOperationFailed
    case .lock: Reason.failed
    case .read: SourceReason.readOperationFailed
    }
  }

  package var description: String { "cannot \(verb) \(path): \(String(cString: strerror(code)))\(wayOut)" }

  private var verb: String {
    switch operation {
    case .directory: "make the directory"
    case .write: "write"
    case .remove: "remove"
    case .stat: "look at"
    case .lock: "lock"
    case .read: "read"
    }
  }

  private var wayOut: String { StorageError.wayOut(code) }

  /// What to do about an error of the system, where there is something to say; begins with a semicolon.
  static func wayOut(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "; the volume is full: make it larger or keep fewer artifacts"
    case EROFS: "; the volume is mounted read-only"
    case EACCES, EPERM: "; the volume must be writable for the user of this process"
    case EWOULDBLOCK: "; another process is writing this artifact"
    default: ""
    }
  }
}
