import Glibc
import Synchronization

/// Where log lines go.
public protocol LogSink: Sendable {
  /// Takes one line with its line break. Must not log.
  func write(line: [UInt8])
}

/// Standard error, a line a system call, so that lines of several threads never mix.
///
/// The call blocks when nobody reads the pipe; that is the container runtime's back-pressure, and losing the lines
/// that explain a stall would be worse.
public struct StandardErrorSink: LogSink {
  public static let shared = StandardErrorSink()
  private static let turn = Mutex(())

  public func write(line: [UInt8]) {
    StandardErrorSink.turn.withLock { _ in _ = FileOutput.writeAll(line, to: STDERR_FILENO) }
  }
}

enum FileOutput {
  /// Writes all bytes; `false` when the descriptor refuses them.
  static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count > 0 {
          written += count
        } else if count < 0, errno == EAGAIN {
          waitUntilWritable(descriptor)
        } else if count == 0 || errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  private static func waitUntilWritable(_ descriptor: Int32) {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&wanted, 1, 1_000)
  }
}
