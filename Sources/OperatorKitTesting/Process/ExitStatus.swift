/// How a process ended.
public enum ExitStatus: Sendable, Hashable, CustomStringConvertible {
  /// It ended by itself with this exit code.
  case exited(Int32)
  /// This signal killed it.
  case signalled(Int32)

  /// Ended by itself with code 0.
  public var isSuccess: Bool { self == .exited(0) }

  public var description: String {
    switch self {
    case .exited(let code): "ended with code \(code)"
    case .signalled(let signal): "was killed by signal \(signal)"
    }
  }

  /// Reads the status word of `waitpid`, as the macros of `sys/wait.h` do.
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
  }
}
