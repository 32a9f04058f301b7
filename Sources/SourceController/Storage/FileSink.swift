package import Digests
import Glibc

/// A new file that is hashed and counted while it is written.
///
/// Unchecked: it goes from thread to thread, but each use is awaited before the next begins. Blocks on the disk.
package final class FileSink: @unchecked Sendable {
  private let path: String
  private let digest: StreamingDigest
  private var descriptor: Int32
  private var size: Int64 = 0

  /// Makes the file, or empties it; throws ``StorageError``.
  package init(_ path: String, _ algorithm: DigestAlgorithm) throws {
    self.path = path
    digest = StreamingDigest(algorithm)
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StorageError(operation: .write, path: path, code: errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    digest.update(bytes)
    size &+= Int64(bytes.count)
    var offset = 0
    while offset < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      if count < 0 {
        if errno == EINTR { continue }
        throw StorageError(operation: .write, path: path, code: errno)
      }
      offset += count
    }
  }

  package func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Syncs and closes the file.
  package func finish() throws -> StoredFile {
    guard fsync(descriptor) == 0 else { throw StorageError(operation: .write, path: path, code: errno) }
    close(descriptor)
    descriptor = -1
    return StoredFile(digest: digest.finishDigest(), size: size)
  }
}
