/// Files held in memory, for tests and for builds of generated text.
public struct MemoryFileSystem: KustomizeFileSystem {
  private var files: [String: [UInt8]]

  /// Makes a file system from paths and texts.
  public init(_ files: [String: String] = [:]) {
    self.files = [:]
    for (path, text) in files { self.files[FilePath.clean("/" + path)] = Array(text.utf8) }
  }

  /// The content of the file at a path; `nil` removes it.
  public subscript(path: String) -> [UInt8]? {
    get { files[FilePath.clean("/" + path)] }
    set { files[FilePath.clean("/" + path)] = newValue }
  }

  public func entry(at path: String) throws(FileSystemError) -> FileSystemEntry {
    let path = FilePath.clean("/" + path)
    if files[path] != nil { return .file(path) }
    if path == "/" || files.keys.contains(where: { $0.hasPrefix(path + "/") }) { return .directory(path) }
    throw .notFound(path)
  }

  public func read(_ path: String) throws(FileSystemError) -> [UInt8] {
    switch try entry(at: path) {
    case .file(let path): return files[path] ?? []
    case .directory(let path): throw .isDirectory(path)
    }
  }

  public func list(_ directory: String) throws(FileSystemError) -> [String] {
    guard case .directory(let path) = try entry(at: directory) else { throw .notDirectory(directory) }
    let prefix = path == "/" ? path : path + "/"
    let names = files.keys.filter { $0.hasPrefix(prefix) }.compactMap {
      $0.dropFirst(prefix.count).split(separator: "/").first
    }
    return Set(names.map(String.init)).sorted()
  }
}
