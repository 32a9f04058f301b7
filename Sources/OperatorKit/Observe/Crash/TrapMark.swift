import Glibc
import Synchronization

/// Leaves a byte in a file when the process traps.
///
/// The handler does nothing but what is safe in one: it reads two atomic numbers, writes a byte and raises the signal
/// again with its default action.
enum TrapMark {
  static let byte = UInt8(ascii: "T")

  private static let descriptor = Atomic<Int32>(-1)
  private static let offset = Atomic<Int>(0)
  private static let signals = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]

  static func start(_ file: Int32, _ position: off_t) {
    offset.store(Int(position), ordering: .relaxed)
    descriptor.store(file, ordering: .sequentiallyConsistent)
    for signal in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        var mark = TrapMark.byte
        let file = TrapMark.descriptor.load(ordering: .relaxed)
        if file >= 0 { _ = pwrite(file, &mark, 1, off_t(TrapMark.offset.load(ordering: .relaxed))) }
        raise(number)
      }
      // The default action is back before the handler runs, so that raising the signal ends the process.
      action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | Int32(SA_NODEFER)
      sigaction(signal, &action, nil)
    }
  }

  /// Forgets the file when it is the one that is marked.
  static func stop(_ file: Int32) {
    _ = descriptor.compareExchange(expected: file, desired: -1, ordering: .sequentiallyConsistent)
  }
}
