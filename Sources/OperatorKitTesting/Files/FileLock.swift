import Glibc

/// A lock between processes, given up when dropped or when the process ends.
final class FileLock: Sendable {
  private let descriptor: Int32

  /// Waits for the lock without blocking a thread.
  static func acquire(_ path: String, within limit: Duration) async throws -> FileLock {
    let lock = try FileLock(path)
    try await eventually("the lock \(path)", within: limit) { flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 }
    return lock
  }

  private init(_ path: String) throws(ProcessError) {
    descriptor = try openDescriptor(path, O_RDWR | O_CREAT, mode: 0o666)
  }

  deinit { close(descriptor) }
}
