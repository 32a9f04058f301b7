import Glibc

/// The few things done with whole directories. No symbolic link is ever followed.
enum DirectoryTree {
  enum Kind {
    case directory
    case file
    case other
  }

  /// Deeper than anything that is unpacked here.
  private static let maximumDepth = 256

  /// What is in a directory; nothing when it cannot be read.
  static func entries(_ path: String) -> [(name: String, kind: Kind)] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var result: [(name: String, kind: Kind)] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      result.append((name, kind(entry.pointee.d_type, "\(path)/\(name)")))
    }
    return result
  }

  /// Removes a directory with all that is in it. Throws ``StorageError``; one that does not exist is removed already.
  static func remove(_ path: String) throws { try remove(path, depth: 0) }

  private static func remove(_ path: String, depth: Int) throws {
    guard depth < maximumDepth else { throw StorageError(operation: .remove, path: path, code: ELOOP) }
    for entry in entries(path) {
      let child = "\(path)/\(entry.name)"
      if entry.kind == .directory {
        try remove(child, depth: depth + 1)
      } else if unlink(child) != 0, errno != ENOENT {
        throw StorageError(operation: .remove, path: child, code: errno)
      }
    }
    if rmdir(path) != 0, errno != ENOENT { throw StorageError(operation: .remove, path: path, code: errno) }
  }

  private static func kind(_ type: UInt8, _ path: String) -> Kind {
    switch Int(type) {
    case DT_DIR: return .directory
    case DT_REG: return .file
    case DT_UNKNOWN: break  // some file systems do not tell here
    default: return .other
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .directory
    case S_IFREG: return .file
    default: return .other
    }
  }
}
