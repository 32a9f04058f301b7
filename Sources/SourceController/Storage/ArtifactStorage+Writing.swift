import Digests
import Glibc

/// A file that has been stored.
package struct StoredFile: Hashable, Sendable {
  package let digest: Digest
  package let size: Int64

  package init(digest: Digest, size: Int64) {
    self.digest = digest
    self.size = size
  }
}

/// A place for a file that is being written: it gets its name only when it is whole.
///
/// Holds `<file>.lock` meanwhile, so that two processes on one volume do not write the same artifact.
package struct StorageSlot: Sendable {
  package let temporaryPath: String
  private let finalPath: String
  private let folder: String
  private let lock: Int32

  init(_ finalPath: String, folder: String) throws {
    self.finalPath = finalPath
    self.folder = folder
    temporaryPath = "\(finalPath).\(getpid())\(ArtifactStorage.temporarySuffix)"
    let lockPath = finalPath + ArtifactStorage.lockSuffix
    lock = open(lockPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw StorageError(operation: .lock, path: lockPath, code: errno) }
    while flock(lock, LOCK_EX) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(lock)
      throw StorageError(operation: .lock, path: lockPath, code: code)
    }
  }

  /// Gives the file, which must be synced, its name. Ends the slot, also when it throws.
  package func commit() throws {
    defer { close(lock) }
    guard rename(temporaryPath, finalPath) == 0 else {
      let code = errno
      unlink(temporaryPath)
      throw StorageError(operation: .archive, path: finalPath, code: code)
    }
    try syncFolder()
  }

  /// Ends the slot without a file.
  package func discard() {
    unlink(temporaryPath)
    close(lock)
  }

  private func syncFolder() throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(operation: .archive, path: folder, code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StorageError(operation: .archive, path: folder, code: errno) }
  }
}

extension ArtifactStorage {
  /// The suffix of files that are being written; the server hides them and the next start removes them.
  static let temporarySuffix = ".tmp"
  static let lockSuffix = ".lock"

  /// Makes the folders for a path that is relative to the root, and a slot for its file.
  package func prepare(_ path: String) throws -> StorageSlot {
    let final = absolute(path)
    let folder = final.lastIndex(of: "/").map { String(final[..<$0]) } ?? root
    try makeFolders(folder)
    return try StorageSlot(final, folder: folder)
  }

  /// Makes the folders between the root, which must exist, and a path.
  private func makeFolders(_ path: String) throws {
    var current = root
    for component in path.dropFirst(root.count).split(separator: "/") {
      current += "/\(component)"
      if mkdir(current, 0o700) != 0, errno != EEXIST {
        throw StorageError(operation: .directory, path: current, code: errno)
      }
    }
  }
}
