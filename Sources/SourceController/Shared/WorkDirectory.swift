import FileTree
import Glibc

/// A directory for one piece of work, gone when the work has ended.
///
/// It is locked while in use, so that a start of another process on the same machine sweeps only what a crash has left.
package struct WorkDirectory: Sendable {
  package let path: String
  private let lock: Int32

  /// File systems take names of 255 bytes; `mkdtemp` adds seven.
  private static let maximumNameBytes = 200

  /// Makes a new, empty directory. Throws ``StorageError``.
  package init(in parent: String, name: String) throws {
    let name = String(decoding: name.utf8.prefix(WorkDirectory.maximumNameBytes), as: UTF8.self)
    var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw StorageError(operation: .directory, path: parent, code: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw StorageError(operation: .directory, path: path, code: errno) }
    _ = flock(lock, LOCK_EX | LOCK_NB)
  }

  /// Removes the directory and what is in it. What cannot be removed is left to the next sweep.
  package func remove() {
    try? DirectoryTree.remove(path)
    close(lock)
  }

  /// Makes the parent of all work directories, and removes those in it that nobody uses. Throws ``StorageError``.
  package static func sweep(_ parent: String) throws {
    guard mkdir(parent, 0o700) == 0 || errno == EEXIST else {
      throw StorageError(operation: .directory, path: parent, code: errno)
    }
    for entry in DirectoryTree.entries(parent) where entry.kind == .directory {
      let path = "\(parent)/\(entry.name)"
      let lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? DirectoryTree.remove(path) }
    }
  }
}
