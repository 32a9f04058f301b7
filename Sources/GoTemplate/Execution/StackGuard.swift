import CCrypto  // its headers own pthread_attr_t
import CLinuxProcess
import Glibc

/// Knows where the stack of the thread ends. Recursion depth follows the template, which strangers write; running
/// into the guard page would end the process.
struct StackGuard {
  private let floor: UInt

  /// For the thread that calls this.
  init() {
    var attributes = pthread_attr_t()
    var address: UnsafeMutableRawPointer?
    var size = 0
    guard pthread_getattr_np(pthread_self(), &attributes) == 0 else {
      floor = 0
      return
    }
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_getstack(&attributes, &address, &size) == 0, let address else {
      floor = 0
      return
    }
    // Room for functions, which walk values recursively.
    floor = UInt(bitPattern: address) + UInt(min(1 << 20, size / 4))
  }

  /// Whether there is still room for a few more levels.
  @inline(never)
  var hasRoom: Bool {
    var probe: UInt8 = 0
    return withUnsafeMutablePointer(to: &probe) { UInt(bitPattern: $0) > floor }
  }
}
