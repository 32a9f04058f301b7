import Glibc
import Synchronization

/// SIGTERM and SIGINT, by handler and pipe.
///
/// Blocking the signals and waiting for them does not work in a program with an asynchronous `main`: the main thread
/// sits in libdispatch's `sigsuspend`, which unblocks all signals, and the first one would end the process at once.
public enum TerminationSignal {
  private static let writeEnd = Atomic<Int32>(-1)
  private static let readEnd = Atomic<Int32>(-1)

  /// From now on the first signal is kept for ``wait()``, and a second one of its kind ends the process at once.
  public static func listen() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    readEnd.store(ends[0], ordering: .sequentiallyConsistent)
    writeEnd.store(ends[1], ordering: .sequentiallyConsistent)
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGTERM, SIGINT] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(TerminationSignal.writeEnd.load(ordering: .relaxed), &byte, 1)
        errno = saved
      }
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_RESTART
      sigaction(number, &action, nil)
    }
  }

  /// The signal that asks the process to end.
  public static func wait() async throws -> Int32 {
    try await onOwnThread {
      var byte: UInt8 = 0
      while read(readEnd.load(ordering: .relaxed), &byte, 1) < 0 {
        guard errno == EINTR else { throw TerminationError(code: errno) }
      }
      return Int32(byte)
    }
  }
}

/// Signals cannot be waited for.
private struct TerminationError: Error, CustomStringConvertible {
  let code: Int32
  var description: String { "cannot wait for signals: \(String(cString: strerror(code)))" }
}
