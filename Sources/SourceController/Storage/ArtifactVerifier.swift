import Digests
import Glibc
import Synchronization

/// Knows whether stored files are what their digests say.
///
/// A file is read once after each start; as long as its size, its times and its inode stay, it is the same file.
package final class ArtifactVerifier: Sendable {
  package enum Verdict: Hashable, Sendable {
    case intact
    case missing
    case corrupt
  }

  private struct Evidence: Hashable {
    var digest: String
    var inode: UInt64
    var size: Int64
    var seconds: Int
    var nanoseconds: Int

    init(_ digest: String, _ status: stat) {
      self.digest = digest
      inode = UInt64(status.st_ino)
      size = Int64(status.st_size)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }
  }

  private let verified = Mutex<[String: Evidence]>([:])

  package init() {}

  /// Looks at a file, and reads it when that has not been done yet. Throws ``StorageError`` when it cannot be read.
  package func verify(_ path: String, digest: String) throws -> Verdict {
    guard let status = try look(path) else {
      forget(path)
      return .missing
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return .corrupt }
    let evidence = Evidence(digest, status)
    if verified.withLock({ $0[path] }) == evidence { return .intact }
    guard let expected = Digest(digest), try hash(path, expected.algorithm) == expected else {
      forget(path)
      return .corrupt
    }
    verified.withLock { $0[path] = evidence }
    return .intact
  }

  /// A file was just written and hashed on the way; it need not be read again.
  package func note(_ path: String, digest: String) {
    guard let status = try? look(path) else { return }
    verified.withLock { $0[path] = Evidence(digest, status) }
  }

  private func look(_ path: String) throws -> stat? {
    var status = stat()
    if lstat(path, &status) == 0 { return status }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw StorageError(operation: .stat, path: path, code: errno)
  }

  package func forget(_ path: String) { verified.withLock { $0[path] = nil } }

  /// Forgets all files of a folder that is gone.
  package func forget(under folder: String) {
    verified.withLock { known in
      for path in known.keys where path.hasPrefix(folder + "/") { known[path] = nil }
    }
  }

  private func hash(_ path: String, _ algorithm: DigestAlgorithm) throws -> Digest {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw StorageError(operation: .read, path: path, code: errno) }
    defer { close(descriptor) }
    let hasher = StreamingDigest(algorithm)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw StorageError(operation: .read, path: path, code: errno)
      }
      if count == 0 { return hasher.finishDigest() }
      buffer.withUnsafeBytes { bytes in
        hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
    }
  }
}
