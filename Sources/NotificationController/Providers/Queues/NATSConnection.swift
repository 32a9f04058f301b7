import GitOpsAPI
import Glibc
import HTTP
import JSON
import OperatorKit

/// Drives a ``NATSProtocol`` over a TCP connection. Blocks: call it on a thread of its own.
enum NATSConnection {
  private static let maximumLineBytes = 64 * 1024

  /// Throws ``DeliveryError``.
  static func run(_ protocol: NATSProtocol, host: String, port: UInt16, timeout: Duration) throws {
    var machine = `protocol`
    let deadline = ContinuousClock.now + timeout
    let socket = try connect(host, port, deadline)
    defer { close(socket) }
    var received: [UInt8] = []
    while true {
      while let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end], as: UTF8.self).trimmingSpaces
        received.removeFirst(end + 1)
        switch try machine.receive(line) {
        case .send(let bytes): try send(socket, bytes, deadline)
        case .wait: break
        case .done: return
        }
      }
      guard received.count <= maximumLineBytes else {
        throw DeliveryError.badAnswer("the NATS server does not end its line")
      }
      received += try read(socket, deadline)
    }
  }

  private static func connect(_ host: String, _ port: UInt16, _ deadline: ContinuousClock.Instant) throws -> Int32 {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &list) == 0 else {
      throw DeliveryError.refused("error connecting to server: \(host) cannot be resolved")
    }
    defer { freeaddrinfo(list) }
    var next = list
    while let address = next?.pointee {
      next = address.ai_next
      let descriptor = socket(
        address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
      guard descriptor >= 0 else { continue }
      if Glibc.connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 { return descriptor }
      if errno == EINPROGRESS, (try? wait(descriptor, Int16(POLLOUT), deadline)) != nil, error(descriptor) == 0 {
        return descriptor
      }
      close(descriptor)
    }
    throw DeliveryError.refused("error connecting to server: no connection to \(host):\(port)")
  }

  private static func error(_ socket: Int32) -> Int32 {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
  }

  private static func send(_ socket: Int32, _ bytes: [UInt8], _ deadline: ContinuousClock.Instant) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      try wait(socket, Int16(POLLOUT), deadline)
      let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0, errno != EAGAIN, errno != EINTR { throw closed }
      rest = rest.dropFirst(max(0, sent))
    }
  }

  private static func read(_ socket: Int32, _ deadline: ContinuousClock.Instant) throws -> [UInt8] {
    while true {
      try wait(socket, Int16(POLLIN), deadline)
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(socket, &buffer, buffer.count, 0)
      if count > 0 { return Array(buffer.prefix(count)) }
      guard count < 0, errno == EAGAIN || errno == EINTR else { throw closed }
    }
  }

  /// Waits until the socket can be read or written.
  private static func wait(_ socket: Int32, _ events: Int16, _ deadline: ContinuousClock.Instant) throws {
    while true {
      let left = ContinuousClock.now.duration(to: deadline).inSeconds
      guard left > 0 else { throw DeliveryError.outOfTime }
      var entry = pollfd(fd: socket, events: events, revents: 0)
      let ready = poll(&entry, 1, Int32(min(left * 1000, 60_000)) + 1)
      if ready > 0 { return }
      if ready < 0, errno != EINTR { throw closed }
    }
  }

  private static let closed = DeliveryError.refused("the NATS server closed the connection")
}
