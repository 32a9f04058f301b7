import Glibc
import Synchronization

/// A file that is there only when it is complete.
final class NewFile: Sendable {
  private let path: String
  private let descriptor: Mutex<Int32>

  init(_ path: String) throws {
    self.path = path
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw NewFile.failure("create", path) }
    self.descriptor = Mutex(descriptor)
  }

  func append(_ bytes: [UInt8]) throws {
    let target = descriptor.withLock { $0 }
    var position = 0
    while position < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(target, buffer.baseAddress.map { $0 + position }, buffer.count - position)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw NewFile.failure("write", path) }
      position += count
    }
  }

  func finish() throws {
    guard closeOnce() == 0 else { throw NewFile.failure("close", path) }
  }

  func discard() {
    _ = closeOnce()
    unlink(path)
  }

  private func closeOnce() -> Int32 {
    let open = descriptor.withLock { descriptor in
      defer { descriptor = -1 }
      return descriptor
    }
    return open < 0 ? 0 : close(open)
  }

  deinit { _ = closeOnce() }

  private static func failure(_ operation: String, _ path: String) -> ArtifactFetchError {
    .file(operation: operation, path: path, reason: String(cString: strerror(errno)))
  }
}
