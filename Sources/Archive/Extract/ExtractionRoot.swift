import Glibc

/// A directory beneath which files are created, step by step from its descriptor and never through a
/// symbolic link, so that nothing lands outside whatever the names say.
final class ExtractionRoot {
  private let root: Int32
  /// The directory used last: entries of an archive come in clusters.
  private var cached: (path: [[UInt8]], descriptor: Int32)?

  init(_ path: String) throws {
    root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else { throw ArchiveError.system(operation: "open", entry: path, errno: errno) }
  }

  deinit {
    if let cached { close(cached.descriptor) }
    close(root)
  }

  /// Makes the directory and those above it.
  func makeDirectory(_ components: [[UInt8]]) throws {
    if !components.isEmpty { _ = try directory(components) }
  }

  /// Creates an empty file with mode 0600 or 0700; a file of that name is replaced.
  func createFile(_ components: [[UInt8]], executable: Bool) throws -> Int32 {
    guard let name = components.last else { throw ArchiveError.conflict(entry: ".") }
    let parent = components.count == 1 ? root : try directory(Array(components.dropLast()))
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let mode: mode_t = executable ? 0o700 : 0o600
    return try withCString(name) { name in
      var descriptor = openat(parent, name, flags, mode)
      if descriptor < 0 && errno == EEXIST && unlinkat(parent, name, 0) == 0 {
        descriptor = openat(parent, name, flags, mode)
      }
      if descriptor < 0 { throw failure("create", components) }
      return descriptor
    }
  }

  /// A descriptor that stays valid until the next call.
  private func directory(_ components: [[UInt8]]) throws -> Int32 {
    if let cached, cached.path == components { return cached.descriptor }
    var current = root
    for (index, name) in components.enumerated() {
      let next = try enter(name, from: current, Array(components[0...index]))
      if current != root { close(current) }
      current = next
    }
    if let cached { close(cached.descriptor) }
    cached = (components, current)
    return current
  }

  private func enter(_ name: [UInt8], from parent: Int32, _ path: [[UInt8]]) throws -> Int32 {
    try withCString(name) { name in
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      var descriptor = openat(parent, name, flags)
      if descriptor < 0 && errno == ENOENT && mkdirat(parent, name, 0o700) == 0 {
        descriptor = openat(parent, name, flags)
      }
      guard descriptor < 0 else { return descriptor }
      let error = failure("open directory", path)
      if parent != root { close(parent) }
      throw error
    }
  }

  private func failure(_ operation: String, _ components: [[UInt8]]) -> ArchiveError {
    let code = errno
    let entry = ArchiveError.printable(Array(components.joined(separator: [UInt8(ascii: "/")])))
    if code == ENOTDIR || code == EISDIR || code == ELOOP || code == EEXIST || code == EPERM {
      return .conflict(entry: entry)
    }
    return .system(operation: operation, entry: entry, errno: code)
  }

  private func withCString<T>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) throws -> T) rethrows -> T {
    try (name + [0]).withUnsafeBufferPointer { buffer in
      try buffer.withMemoryRebound(to: CChar.self) { text in
        // Never empty: the array ends with a NUL.
        guard let base = text.baseAddress else { return try "".withCString(body) }
        return try body(base)
      }
    }
  }
}
