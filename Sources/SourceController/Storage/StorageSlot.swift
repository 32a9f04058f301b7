package import Digests
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
/// Holds `<file>.lock` meanwhile, so that two processes on one volume do not write the same artifact. End it with
/// ``commit()`` or ``discard()``, once.
package struct StorageSlot: Sendable {
  /// Where to write; the file does not exist yet, or is left over.
  package let temporaryPath: String
  private let finalPath: String
  private let folder: String
  private let lock: Int32

  /// The suffix of files that are being written. The server hides them and the next start removes them.
  static let temporarySuffix = ".tmp"
  static let lockSuffix = ".lock"

  init(_ finalPath: String, folder: String) throws {
    self.finalPath = finalPath
    self.folder = folder
    temporaryPath = finalPath + StorageSlot.temporarySuffix
    lock = try StorageSlot.lock(finalPath + StorageSlot.lockSuffix)
  }

  /// Gives the file, which must be synced, its name.
  package func commit() throws {
    defer { close(lock) }
    guard rename(temporaryPath, finalPath) == 0 else {
      let code = errno
      unlink(temporaryPath)
      throw StorageError(operation: .write, path: finalPath, code: code)
    }
    try syncFolder()
  }

  /// Ends the slot without a file.
  package func discard() {
    unlink(temporaryPath)
    close(lock)
  }

  /// Takes a lock, or throws at once: whoever holds it will be done when this is tried again.
  static func lock(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StorageError(operation: .lock, path: path, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      throw StorageError(operation: .lock, path: path, code: code)
    }
    return descriptor
  }

  private func syncFolder() throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(operation: .write, path: folder, code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw StorageError(operation: .write, path: folder, code: errno) }
  }
}

extension ArtifactStorage {
  /// Makes the folders for a path that is relative to the root, and a slot for its file. Throws ``StorageError``.
  package func prepare(_ path: String) throws -> StorageSlot {
    let final = absolute(path)
    let folder = final.lastIndex(of: "/").map { String(final[..<$0]) } ?? root
    try makeFolders(folder)
    return try StorageSlot(final, folder: folder)
  }

  /// Makes the folders between the root, which must exist, and a path. A symbolic link among them is refused, for it
  /// would lead out of the root.
  private func makeFolders(_ path: String) throws {
    var current = root
    for component in path.dropFirst(root.count).split(separator: "/") {
      current += "/\(component)"
      if mkdir(current, 0o700) == 0 { continue }
      guard errno == EEXIST else { throw StorageError(operation: .directory, path: current, code: errno) }
      var status = stat()
      guard lstat(current, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw StorageError(operation: .directory, path: current, code: ENOTDIR)
      }
    }
  }
}
