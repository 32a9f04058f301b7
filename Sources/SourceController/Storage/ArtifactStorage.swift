import Digests
import Glibc
import GitOpsAPI
import OperatorKit

/// Where artifacts are kept and how they are named.
///
/// Expected flow: ``prepare(_:)`` gives a slot beside the final name; the file is written, synced, and renamed by
/// ``StorageSlot/commit()``; only then may a status point at it.
///
/// Guarantees: a file under its final name is whole, also after a crash at any moment. Paths never leave the root.
///
/// Assumptions: calls block on the disk; they are made on threads of their own.
///
/// Errors: ``StorageError``.
package struct ArtifactStorage: Sendable {
  /// Without a slash at its end.
  package let root: String
  /// Host and port, or a whole base URL, under which the files are served.
  package let advertisedAddress: String
  package let algorithm: DigestAlgorithm
  package let retention: RetentionPolicy

  package init(root: String, advertisedAddress: String, algorithm: DigestAlgorithm, retention: RetentionPolicy) {
    self.root = root
    self.advertisedAddress = advertisedAddress
    self.algorithm = algorithm
    self.retention = retention
  }

  /// The folder of an object's artifacts, relative to the root.
  package func folder(kind: String, _ key: ObjectKey) -> String {
    [kind.lowercased(), key.namespace, key.name].map(ArtifactStorage.component).joined(separator: "/")
  }

  /// The path of an artifact, relative to the root: what stands in `status.artifact.path`.
  package func path(kind: String, _ key: ObjectKey, file: String) -> String {
    "\(folder(kind: kind, key))/\(ArtifactStorage.component(file))"
  }

  /// The address of a path.
  package func url(_ path: String) -> String {
    let base =
      advertisedAddress.hasPrefix("http://") || advertisedAddress.hasPrefix("https://")
      ? advertisedAddress : "http://\(advertisedAddress)"
    return base.hasSuffix("/") ? base + path : "\(base)/\(path)"
  }

  package func absolute(_ path: String) -> String { "\(root)/\(path)" }

  /// One path component: Kubernetes names and digests have no slashes, and what has them did not come from there.
  private static func component(_ text: String) -> String {
    switch text {
    case "", ".", "..": "_"
    default: text.replacing("/", with: "_")
    }
  }
}

/// What is wrong with the storage.
package struct StorageError: Error, CustomStringConvertible {
  package enum Operation: String, Sendable {
    case directory = "DirectoryCreationFailed"
    case archive = "ArchiveOperationFailed"
    case stat = "StatOperationFailed"
    case lock = "AcquireLockFailed"
    case read = "ReadOperationFailed"
  }

  package let operation: Operation
  package let path: String
  package let code: Int32

  package var description: String {
    let hint = code == ENOSPC ? "; the storage volume is full: make it larger or keep fewer artifacts" : ""
    return "cannot \(verb) \(path): \(String(cString: strerror(code)))\(hint)"
  }

  private var verb: String {
    switch operation {
    case .directory: "make the folder"
    case .archive: "write"
    case .stat: "look at"
    case .lock: "lock"
    case .read: "read"
    }
  }
}
