import Glibc

/// Files and folders of the disk.
enum DiskFile {
  /// The content of a file.
  ///
  /// - Throws: ``HelmError`` when it cannot be read or is longer than `limit` bytes.
  static func read(_ path: String, limit: Int) throws(HelmError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ChartLoader.system("open", path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw ChartLoader.system("stat", path) }
    // One byte more than it seems to be, to see its end; files that grow or do not tell are read in several pieces.
    var bytes = try piece(file, path, min(Int(clamping: status.st_size), limit) + 1)
    while true {
      let next = try piece(file, path, 32 << 10)
      if next.isEmpty { break }
      bytes += next
      guard bytes.count <= limit else { break }
    }
    guard bytes.count <= limit else { throw HelmError(.limit, "\(path) is larger than \(limit) bytes") }
    return bytes
  }

  private static func piece(_ file: Int32, _ path: String, _ size: Int) throws(HelmError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var result = Glibc.read(file, buffer.baseAddress, size)
      while result < 0, errno == EINTR { result = Glibc.read(file, buffer.baseAddress, size) }
      failed = result < 0
      count = max(0, result)
    }
    if failed { throw ChartLoader.system("read", path) }
    return bytes
  }

  /// Where a symbolic link leads, or the first part of the way there that does not exist.
  static func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count - 1)
    guard count > 0 else { return nil }
    let target = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var parts = target.hasPrefix("/") ? [] : path.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    // Go looks at one part after the other, and names the first that is not there.
    var reached = ""
    var status = stat()
    for part in parts {
      reached += "/\(part)"
      if lstat(reached, &status) != 0 { break }
    }
    return reached
  }

  /// The names in a folder, in order of their bytes.
  static func list(_ path: String) throws(HelmError) -> [String] {
    guard let stream = opendir(path) else { throw ChartLoader.system("open", path) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
