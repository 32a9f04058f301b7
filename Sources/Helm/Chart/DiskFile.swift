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
    var bytes: [UInt8] = []
    if fstat(file, &status) == 0 { bytes.reserveCapacity(min(Int(clamping: status.st_size), limit)) }
    var buffer = [UInt8](repeating: 0, count: 32 << 10)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw ChartLoader.system("read", path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= limit else { throw HelmError(.limit, "\(path) is larger than \(limit) bytes") }
    }
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
