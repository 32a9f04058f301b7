import Glibc

/// A folder from which paths are resolved without ever leaving it.
///
/// Every step is an `openat` of one name with `O_NOFOLLOW` in a folder that is already open, so nothing that
/// happens to the tree meanwhile can redirect it. Symbolic links are read and walked in the same way; `..` in
/// a link goes back to the folder opened before, never above the root.
struct FileTree: ~Copyable {
  enum Found: Sendable {
    case file(ServedFile)
    /// Names in order, those of folders with a slash at the end.
    case directory([String])
  }

  private static let maximumLinks = 16

  private let rootPath: String
  private var open: [Int32]

  init?(root: String) {
    let descriptor = Glibc.open(root, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { return nil }
    open = [descriptor]
    rootPath = Self.realPath(root) ?? root
  }

  deinit {
    for descriptor in open { close(descriptor) }
  }

  /// What a path from a request names; `nil` when there is nothing, or nothing that may be seen.
  consuming func find(_ path: String) -> Found? {
    let names = Self.names(path)
    guard names.allSatisfy(Self.isVisible) else { return nil }
    return resolve(names, isFolder: path.hasSuffix("/"))
  }

  private consuming func resolve(_ names: [String], isFolder: Bool) -> Found? {
    // The next name is the last of the array.
    var pending = Array(names.reversed())
    var links = 0
    while let name = pending.popLast() {
      guard let folder = open.last else { return nil }
      if name == ".." {
        guard open.count > 1 else { return nil }
        close(open.removeLast())
        continue
      }
      let descriptor = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
      if descriptor >= 0 {
        if Self.isDirectory(descriptor) {
          open.append(descriptor)
        } else {
          let isEnd = pending.isEmpty && !isFolder
          guard let file = ServedFile(owning: descriptor) else { return nil }
          return isEnd ? .file(file) : nil
        }
      } else {
        links += 1
        guard errno == ELOOP, links <= Self.maximumLinks, let target = Self.linkTarget(folder, name),
          let relative = follow(target)
        else { return nil }
        pending.append(contentsOf: relative.reversed())
      }
    }
    return open.last.flatMap(Self.list).map { .directory($0) }
  }

  /// The names to walk for a link's target, after going back to the root if it is absolute; `nil` when it
  /// points outside.
  private mutating func follow(_ target: String) -> [String]? {
    guard target.hasPrefix("/") else { return Self.names(target) }
    guard target == rootPath || target.hasPrefix("\(rootPath)/") else { return nil }
    while open.count > 1 { close(open.removeLast()) }
    return Self.names(String(target.dropFirst(rootPath.count)))
  }

  private static func names(_ path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map(String.init)
  }

  static func isVisible(_ name: String) -> Bool { !name.hasPrefix(".") && !name.hasSuffix(".tmp") }

  private static func isDirectory(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func linkTarget(_ folder: Int32, _ name: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { room in
        room.baseAddress.map { readlinkat(folder, name, $0, room.count) } ?? -1
      }
    }
    return count > 0 && count < buffer.count ? String(validating: buffer[..<count], as: UTF8.self) : nil
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func list(_ descriptor: Int32) -> [String]? {
    // The stream closes its descriptor, and ours is closed elsewhere.
    let copy = openat(descriptor, ".", O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard copy >= 0, let stream = fdopendir(copy) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard isVisible(name) else { continue }
      names.append(entry.pointee.d_type == UInt8(DT_DIR) ? "\(name)/" : name)
    }
    return names.sorted()
  }
}
