package import Digests
import Glibc

/// Copies a file and hashes it on the way; blocks on the disk.
package enum FileCopy {
  /// Makes `target` anew and syncs it; throws ``StorageError``.
  package static func copy(_ source: String, to target: String, _ algorithm: DigestAlgorithm) throws -> StoredFile {
    let input = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard input >= 0 else { throw StorageError(operation: .read, path: source, code: errno) }
    defer { close(input) }
    let sink = try FileSink(target, algorithm)
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw StorageError(operation: .read, path: source, code: errno)
      }
      if count == 0 { return try sink.finish() }
      try buffer.withUnsafeBytes { try sink.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }
}
