import Glibc

/// Waits for SIGTERM or SIGINT.
public enum Signals {
  /// Must be called first in `main`, before any thread exists, because threads inherit the mask.
  public static func block() {
    var set = set()
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Returns the signal that asks the process to end. A second one ends it at once.
  public static func wait() async throws -> Int32 {
    try await onOwnThread {
      var set = set()
      var received: Int32 = 0
      while sigwait(&set, &received) != 0 {}
      var action = sigaction()
      sigaction(received, &action, nil)  // back to the default, for the impatient
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
      return received
    }
  }

  private static func set() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    return set
  }
}
