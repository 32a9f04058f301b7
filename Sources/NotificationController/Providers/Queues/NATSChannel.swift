import Glibc
import HTTP
import OperatorKit

/// A connection to a NATS server: in the clear at first, then secure if the server or the address wants that. Blocks,
/// until its time is up.
struct NATSChannel: ~Copyable {
  private let socket: Int32
  private let deadline: ContinuousClock.Instant
  private var session: TLSSession?

  /// Throws ``DeliveryError``.
  init(_ host: String, _ port: UInt16, _ deadline: ContinuousClock.Instant) throws {
    self.deadline = deadline
    socket = try NATSChannel.connect(host, port, deadline)
  }

  deinit { close(socket) }

  /// Everything that is sent and read from here on is secret. Throws ``DeliveryError``.
  mutating func secure(_ host: String, _ options: TLSOptions) throws {
    // OpenSSL writes without a flag that keeps the signal away.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let session = try TLSSession(socket, host: host, options)
    while true {
      switch session.shakeHands() {
      case .done:
        self.session = session
        return
      case .wantsToRead: try wait(Int16(POLLIN))
      case .wantsToWrite: try wait(Int16(POLLOUT))
      case .closed: throw NATSChannel.closed
      case .failed(let problem): throw DeliveryError.refused("error connecting to server: TLS: \(problem)")
      }
    }
  }

  /// Throws ``DeliveryError``.
  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      if let session {
        switch session.write(rest) {
        case .done(let count): rest = rest.dropFirst(count)
        case .wantsToRead: try wait(Int16(POLLIN))
        case .wantsToWrite: try wait(Int16(POLLOUT))
        case .closed, .failed: throw NATSChannel.closed
        }
      } else {
        try wait(Int16(POLLOUT))
        let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if sent < 0, errno != EAGAIN, errno != EINTR { throw NATSChannel.closed }
        rest = rest.dropFirst(max(0, sent))
      }
    }
  }

  /// What comes next. Throws ``DeliveryError``, also when nothing will.
  func read() throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      if let session {
        switch session.read(&buffer) {
        case .done(let count): return Array(buffer.prefix(count))
        case .wantsToRead: try wait(Int16(POLLIN))
        case .wantsToWrite: try wait(Int16(POLLOUT))
        case .closed, .failed: throw NATSChannel.closed
        }
      } else {
        try wait(Int16(POLLIN))
        let count = recv(socket, &buffer, buffer.count, 0)
        if count > 0 { return Array(buffer.prefix(count)) }
        guard count < 0, errno == EAGAIN || errno == EINTR else { throw NATSChannel.closed }
      }
    }
  }

  private static let closed = DeliveryError.refused("the NATS server closed the connection")

  private func wait(_ events: Int16) throws { try NATSChannel.wait(socket, events, deadline) }

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
      let descriptor = Glibc.socket(
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
}
