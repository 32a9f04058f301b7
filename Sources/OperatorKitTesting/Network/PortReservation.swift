import Glibc

/// A free TCP port on 127.0.0.1, kept free for one server that may stop and start again.
///
/// A socket stays bound to the port without ever listening. It is bound without `SO_REUSEADDR`, so no
/// other reservation and no outgoing connection can take the same port; the option is set afterwards,
/// and that lets a server which sets it too (as Go, nginx and NIO do) bind and listen beside it. So there is
/// no moment at which the port can be lost between choosing and using it.
package final class PortReservation: Sendable {
  package let port: UInt16
  private let descriptor: Int32

  package init() throws(ProcessError) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
    var address = loopbackAddress(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    var yes: Int32 = 1
    guard isBound, setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size)) == 0
    else {
      let code = errno
      close(descriptor)
      throw .system(call: "reserving a port on 127.0.0.1", code: code)
    }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }

  /// Whether something accepts connections on the port now.
  func accepts() -> Bool { canConnect(port: port) }
}

/// 127.0.0.1 with a port, as the socket calls want it.
func loopbackAddress(port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return address
}

/// Whether something accepts connections on this port of 127.0.0.1 now. Never waits: loopback answers at once.
func canConnect(port: UInt16) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  var address = loopbackAddress(port: port)
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}
