/// The files that a build may read.
///
/// Paths are absolute within the file system, whose root is `/`; what is outside the root does not exist for a build.
public protocol KustomizeFileSystem: Sendable {
  /// What is at a path, with symbolic links followed as far as they stay inside.
  func entry(at path: String) throws(FileSystemError) -> FileSystemEntry

  /// The content of a file.
  func read(_ path: String) throws(FileSystemError) -> [UInt8]

  /// The names in a directory, in order.
  func list(_ directory: String) throws(FileSystemError) -> [String]
}

/// What a path leads to.
public enum FileSystemEntry: Sendable, Hashable {
  /// A file at this path, free of symbolic links.
  case file(String)
  /// A directory at this path, free of symbolic links.
  case directory(String)
}

/// Why a path cannot be used.
public enum FileSystemError: Error, Sendable, Hashable {
  /// Nothing is at the path; the part of it that is missing.
  case notFound(String)
  /// A part of the path is not a directory.
  case notDirectory(String)
  case isDirectory(String)
  /// The path, or a symbolic link in it, leads out of the root.
  case outsideRoot(String)
  case tooLarge(String, limit: Int)
  /// The operating system refused; the words are its own.
  case failed(String, reason: String)
}

extension FileSystemError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notFound(let path): "lstat \(path): no such file or directory"
    case .notDirectory(let path): "lstat \(path): not a directory"
    case .isDirectory(let path): "read \(path): is a directory"
    case .outsideRoot(let path): "'\(path)' leads out of the root of the source"
    case .tooLarge(let path, let limit): "'\(path)' is larger than \(limit) bytes"
    case .failed(let path, let reason): "\(path): \(reason)"
    }
  }
}
