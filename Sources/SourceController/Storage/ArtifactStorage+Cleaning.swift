import FileTree
import Glibc
package import OperatorKit

extension ArtifactStorage {
  /// Files looked at in one collection; a folder with more is collected over several reconciles.
  private static let maximumFiles = 1_000
  /// After this long a collection ends, whatever is left.
  private static let collectionLimit = Duration.seconds(5)
  /// `<kind>/<namespace>/<name>/<file>`
  private static let depth = 3

  /// Removes superseded artifacts of an object and returns their names. Failures leave a file for the next time.
  ///
  /// - Parameter current: The path of the artifact that stays.
  package func collectGarbage(kind: String, _ key: ObjectKey, current: String, now: Timestamp = .now()) -> [String] {
    let folder = absolute(folder(kind: kind, key))
    let currentName = current.lastIndex(of: "/").map { String(current[current.index(after: $0)...]) } ?? current
    let deadline = ContinuousClock.now + ArtifactStorage.collectionLimit
    var removed: [String] = []
    for name in retention.expired(artifacts(folder), current: currentName, now: now) {
      guard ContinuousClock.now < deadline else { break }
      guard unlink("\(folder)/\(name)") == 0 else { continue }
      unlink("\(folder)/\(name)\(StorageSlot.lockSuffix)")
      removed.append(name)
    }
    return removed
  }

  /// Removes one file that is not what it should be. Throws ``StorageError``.
  package func remove(_ path: String) throws {
    guard unlink(absolute(path)) == 0 || errno == ENOENT else {
      throw StorageError(operation: .remove, path: absolute(path), code: errno)
    }
  }

  /// Removes a link of this name beside the artifacts of an object, as older controllers have left it there.
  package func removeLink(_ name: String, kind: String, _ key: ObjectKey) {
    let path = "\(absolute(folder(kind: kind, key)))/\(name)"
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { unlink(path) }
  }

  /// Removes everything of an object. Throws ``StorageError``.
  package func removeAll(kind: String, _ key: ObjectKey) throws {
    do {
      try DirectoryTree.remove(absolute(folder(kind: kind, key)))
    } catch {
      throw StorageError(operation: .remove, path: error.path, code: error.code)
    }
  }

  /// Removes the files that a process which died has left half-written, and locks whose artifact it had removed already,
  /// and returns their number. Those that another process is writing right now are locked and stay.
  @discardableResult
  package func sweep() -> Int { sweep(root, depth: 0) }

  private func sweep(_ folder: String, depth: Int) -> Int {
    var count = 0
    for entry in DirectoryTree.entries(folder) {
      let path = "\(folder)/\(entry.name)"
      if entry.kind == .directory, depth < ArtifactStorage.depth {
        count += sweep(path, depth: depth + 1)
      } else if entry.kind == .file, entry.name.hasSuffix(StorageSlot.temporarySuffix) {
        count += removeLeftover(path) ? 1 : 0
      } else if entry.kind == .file, entry.name.hasSuffix(StorageSlot.lockSuffix) {
        count += removeOrphan(lock: path) ? 1 : 0
      }
    }
    return count
  }

  private func removeLeftover(_ path: String) -> Bool {
    let final = String(path.dropLast(StorageSlot.temporarySuffix.count))
    guard let lock = try? StorageSlot.lock(final + StorageSlot.lockSuffix) else { return false }
    defer { close(lock) }
    return unlink(path) == 0
  }

  private func removeOrphan(lock path: String) -> Bool {
    guard access(String(path.dropLast(StorageSlot.lockSuffix.count)), F_OK) != 0,
      let lock = try? StorageSlot.lock(path)
    else { return false }
    defer { close(lock) }
    return unlink(path) == 0
  }

  private func artifacts(_ folder: String) -> [RetentionPolicy.File] {
    var files: [RetentionPolicy.File] = []
    for (name, kind) in DirectoryTree.entries(folder) where kind == .file {
      guard files.count < ArtifactStorage.maximumFiles else { break }
      if name.hasSuffix(StorageSlot.lockSuffix) || name.hasSuffix(StorageSlot.temporarySuffix) { continue }
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
      let microseconds = Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1_000
      files.append(RetentionPolicy.File(name: name, modified: Timestamp(microseconds: microseconds)))
    }
    return files
  }
}
