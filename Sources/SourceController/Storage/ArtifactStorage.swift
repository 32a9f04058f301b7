package import Digests
import GitOpsAPI
package import OperatorKit

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

  package init(
    root: String, advertisedAddress: String, algorithm: DigestAlgorithm = .sha256,
    retention: RetentionPolicy = RetentionPolicy()
  ) {
    var root = root
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
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

  /// Whether a path could have been made by ``path(kind:_:file:)`` for this object. Paths in a status may have been
  /// written by anybody who may write statuses.
  package func owns(_ path: String, kind: String, _ key: ObjectKey) -> Bool {
    let prefix = folder(kind: kind, key) + "/"
    guard path.hasPrefix(prefix) else { return false }
    let file = String(path.dropFirst(prefix.count))
    return file == ArtifactStorage.component(file)
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
    default: String(text.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    }
  }
}
