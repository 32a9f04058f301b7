import Glibc

/// What went wrong with a directory.
public struct FileTreeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let path: String
  /// As `errno` has it.
  public let code: Int32

  public init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }

  public var description: String { "\(path): \(String(cString: strerror(code)))" }
}

/// The few things done with whole directories.
///
/// Guarantees: no symbolic link is ever followed, also not one that is put in the place of a directory meanwhile: each
/// step is taken from the directory that is open.
public enum DirectoryTree {
  public enum Kind: Hashable, Sendable {
    case directory
    case file
    case other
  }

  /// Deeper than any tree that is unpacked or made here; each level holds a file descriptor.
  private static let maximumDepth = 256

  /// What is in a directory, in no order; nothing when it cannot be read.
  public static func entries(_ path: String) -> [(name: String, kind: Kind)] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var result: [(name: String, kind: Kind)] = []
    while let entry = readdir(stream) {
      guard let name = name(entry) else { continue }
      result.append((name, kind(entry.pointee.d_type, dirfd(stream), name)))
    }
    return result
  }

  /// Removes a directory with all that is in it; one that does not exist is removed already. Throws ``FileTreeError``.
  public static func remove(_ path: String) throws(FileTreeError) {
    try remove(AT_FDCWD, path, path, depth: 0)
  }

  private static func remove(
    _ parent: Int32, _ name: String, _ path: String, depth: Int
  ) throws(FileTreeError) {
    guard depth < maximumDepth else { throw FileTreeError(path: path, code: ELOOP) }
    // Some file systems pass over entries when others are removed while they are read.
    for attempt in 1...3 {
      try empty(parent, name, path, depth: depth)
      if unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
      let code = errno
      guard code == ENOTEMPTY || code == EEXIST, attempt < 3 else { throw FileTreeError(path: path, code: code) }
    }
  }

  private static func empty(_ parent: Int32, _ name: String, _ path: String, depth: Int) throws(FileTreeError) {
    let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw FileTreeError(path: path, code: errno)
    }
    guard let stream = fdopendir(descriptor) else {
      let code = errno
      close(descriptor)
      throw FileTreeError(path: path, code: code)
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      guard let child = Self.name(entry) else { continue }
      if unlinkat(descriptor, child, 0) == 0 || errno == ENOENT { continue }
      let code = errno
      guard kind(UInt8(DT_UNKNOWN), descriptor, child) == .directory else {
        throw FileTreeError(path: "\(path)/\(child)", code: code)
      }
      try remove(descriptor, child, "\(path)/\(child)", depth: depth + 1)
    }
  }

  /// `nil` for the directory itself and its parent.
  private static func name(_ entry: UnsafeMutablePointer<dirent>) -> String? {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return name == "." || name == ".." ? nil : name
  }

  private static func kind(_ type: UInt8, _ parent: Int32, _ name: String) -> Kind {
    switch Int(type) {
    case Int(DT_DIR): return .directory
    case Int(DT_REG): return .file
    case Int(DT_UNKNOWN): break  // some file systems do not tell here
    default: return .other
    }
    var status = stat()
    guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .directory
    case S_IFREG: return .file
    default: return .other
    }
  }
}
