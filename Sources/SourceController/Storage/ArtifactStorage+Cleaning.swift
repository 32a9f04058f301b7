import Glibc
import OperatorKit

extension ArtifactStorage {
  /// Files looked at in one collection; a folder with more is collected over several reconciles.
  private static let maximumFiles = 1_000

  /// Removes superseded artifacts of an object and returns their names. Failures leave a file for the next time.
  package func collectGarbage(kind: String, _ key: ObjectKey, current: String, now: Timestamp = .now()) -> [String] {
    let folder = absolute(folder(kind: kind, key))
    let files = regularFiles(folder)
    let currentName = current.lastIndex(of: "/").map { String(current[current.index(after: $0)...]) } ?? current
    var removed: [String] = []
    for name in retention.expired(files, current: currentName, now: now) {
      guard unlink("\(folder)/\(name)") == 0 else { continue }
      unlink("\(folder)/\(name)\(ArtifactStorage.lockSuffix)")
      removed.append(name)
    }
    return removed
  }

  /// Removes one file that is not what it should be.
  package func remove(_ path: String) { unlink(absolute(path)) }

  /// Removes everything of an object. Throws ``StorageError``.
  package func removeAll(kind: String, _ key: ObjectKey) throws {
    try removeTree(absolute(folder(kind: kind, key)), depth: 0)
  }

  /// Removes what a process that died has left half-written. Called once, before anything is stored.
  package func sweep() { sweep(root, depth: 0) }

  private func sweep(_ folder: String, depth: Int) {
    for (name, type) in entries(folder) {
      if type == DT_DIR, depth < 4 {
        sweep("\(folder)/\(name)", depth: depth + 1)
      } else if name.hasSuffix(ArtifactStorage.temporarySuffix) {
        unlink("\(folder)/\(name)")
      }
    }
  }

  private func regularFiles(_ folder: String) -> [RetentionPolicy.File] {
    var files: [RetentionPolicy.File] = []
    for (name, type) in entries(folder) where type == DT_REG && files.count < ArtifactStorage.maximumFiles {
      if name.hasSuffix(ArtifactStorage.lockSuffix) || name.hasSuffix(ArtifactStorage.temporarySuffix) { continue }
      var status = stat()
      guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
      let microseconds = Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1_000
      files.append(RetentionPolicy.File(name: name, modified: Timestamp(microseconds: microseconds)))
    }
    return files
  }

  private func removeTree(_ path: String, depth: Int) throws {
    for (name, type) in entries(path) {
      let child = "\(path)/\(name)"
      if type == DT_DIR, depth < 4 {
        try removeTree(child, depth: depth + 1)
      } else if unlink(child) != 0, errno != ENOENT {
        throw StorageError(operation: .archive, path: child, code: errno)
      }
    }
    if rmdir(path) != 0, errno != ENOENT { throw StorageError(operation: .directory, path: path, code: errno) }
  }

  /// Names and types of what is in a folder; empty when it cannot be read.
  private func entries(_ folder: String) -> [(name: String, type: Int)] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var result: [(String, Int)] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { result.append((name, Int(entry.pointee.d_type))) }
    }
    return result
  }
}
