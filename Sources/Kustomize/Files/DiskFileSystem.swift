import Glibc

/// A directory on disk as the whole world of a build.
///
/// Each element of a path is opened beneath the one before and never through a symbolic link; links are read and
/// followed by this type, and only while they stay beneath the root. A link that is swapped in between is not followed.
public struct DiskFileSystem: KustomizeFileSystem {
  private let root: String
  private let maximumFileSize: Int

  private static let maximumLinks = 40

  /// - Parameters:
  ///   - root: the directory on disk that is `/` for the build.
  ///   - maximumFileSize: bytes that one file may have.
  public init(root: String, maximumFileSize: Int = 64 << 20) {
    self.root = root == "/" ? "" : FilePath.clean(root)
    self.maximumFileSize = maximumFileSize
  }

  public func entry(at path: String) throws(FileSystemError) -> FileSystemEntry {
    let path = try resolve(path)
    var status = stat()
    guard lstat(root + path, &status) == 0 else { throw failure(path) }
    return status.st_mode & S_IFMT == S_IFDIR ? .directory(path) : .file(path)
  }

  public func read(_ path: String) throws(FileSystemError) -> [UInt8] {
    let path = try resolve(path)
    let descriptor = try open(path)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory(path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .failed(path, reason: "not a regular file") }
    guard status.st_size <= maximumFileSize else { throw .tooLarge(path, limit: maximumFileSize) }
    return try readAll(descriptor, size: Int(status.st_size), path)
  }

  public func list(_ directory: String) throws(FileSystemError) -> [String] {
    let path = try resolve(directory)
    let descriptor = try open(path)
    guard let stream = fdopendir(descriptor) else {
      let error = failure(path)
      close(descriptor)
      throw error
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The path with its symbolic links replaced by what they lead to.
  private func resolve(_ path: String) throws(FileSystemError) -> String {
    var pending = Array(path.split(separator: "/").map(String.init).reversed())
    var resolved: [String] = []
    var links = 0
    while let part = pending.popLast() {
      if part == "." { continue }
      if part == ".." {
        guard resolved.popLast() != nil || root.isEmpty else { throw .outsideRoot(path) }
        continue
      }
      let here = "/" + (resolved + [part]).joined(separator: "/")
      var status = stat()
      guard lstat(root + here, &status) == 0 else { throw failure(here) }
      guard status.st_mode & S_IFMT == S_IFLNK else {
        if !pending.isEmpty, status.st_mode & S_IFMT != S_IFDIR {
          throw .notDirectory(here + "/" + (pending.last ?? ""))
        }
        resolved.append(part)
        continue
      }
      links += 1
      guard links <= Self.maximumLinks else { throw .failed(here, reason: "too many levels of symbolic links") }
      let target = try readLink(here)
      if target.hasPrefix("/") {
        guard root.isEmpty else { throw .outsideRoot(here) }
        resolved = []
      }
      pending += target.split(separator: "/").map(String.init).reversed()
    }
    return "/" + resolved.joined(separator: "/")
  }

  private func readLink(_ path: String) throws(FileSystemError) -> String {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.bindMemory(to: CChar.self).baseAddress.map { readlink(root + path, $0, bytes.count) } ?? -1
    }
    guard count > 0 else { throw failure(path) }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// Opens a path free of links, element by element.
  private func open(_ path: String) throws(FileSystemError) -> Int32 {
    var descriptor = Glibc.open(root.isEmpty ? "/" : root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    for part in path.split(separator: "/") {
      let next = openat(descriptor, String(part), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
      let error = next < 0 ? failure(path) : nil
      close(descriptor)
      if let error { throw error }
      descriptor = next
    }
    return descriptor
  }

  private func readAll(_ descriptor: Int32, size: Int, _ path: String) throws(FileSystemError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let read = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if read < 0 && errno == EINTR { continue }
        if read <= 0 {
          failed = read < 0
          break
        }
        count += read
      }
    }
    guard !failed else { throw failure(path) }
    return bytes
  }

  private func failure(_ path: String) -> FileSystemError {
    switch errno {
    case ENOENT: .notFound(path)
    case ENOTDIR: .notDirectory(path)
    case ELOOP: .outsideRoot(path)
    default: .failed(path, reason: String(cString: strerror(errno)))
    }
  }
}
