import Glibc

/// Reads files of the proc and cgroup file systems, which say nothing about their size.
package enum SmallFile {
  /// The first `limit` bytes as text; `nil` when the file cannot be read.
  package static func read(_ path: String, limit: Int = 64 * 1024) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer[0..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
