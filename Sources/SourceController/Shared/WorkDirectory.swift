import Glibc

/// A directory for one piece of work, gone when the work has ended. What a crash leaves is swept at the next start.
struct WorkDirectory: Sendable {
  let path: String

  /// Makes a new, empty directory. Throws ``StorageError``.
  init(in parent: String, name: String) throws {
    var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw StorageError(operation: .directory, path: parent, code: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes the directory and the files in it.
  func remove() { WorkDirectory.removeTree(path, depth: 0) }

  /// Makes the parent of all work directories, empty.
  static func sweep(_ parent: String) throws {
    removeTree(parent, depth: 0)
    guard mkdir(parent, 0o700) == 0 || errno == EEXIST else {
      throw StorageError(operation: .directory, path: parent, code: errno)
    }
  }

  private static func removeTree(_ path: String, depth: Int) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name == "." || name == ".." { continue }
        let child = "\(path)/\(name)"
        if entry.pointee.d_type == UInt8(DT_DIR), depth < 16 {
          removeTree(child, depth: depth + 1)
        } else {
          unlink(child)
        }
      }
      closedir(directory)
    }
    rmdir(path)
  }
}
