import Glibc
import Synchronization

/// A server that speaks as much NATS as a publisher needs, one connection after the other, on a thread of its own.
final class NATSServer: Sendable {
  struct Published: Sendable, Equatable {
    var connect = ""
    var subject = ""
    var payload: [UInt8] = []
    var isSecure = false
  }

  let port: UInt16
  private let listener: Int32
  private let published = Mutex<[Published]>([])

  var received: [Published] { published.withLock { $0 } }

  /// - Parameters:
  ///   - info: What the server says of itself, as JSON.
  ///   - answer: What follows the message, by default that all is well.
  ///   - identity: Who the server is, if it is to be secure after it has said that.
  init(info: String = "{}", answer: String = "PONG\r\n", identity: ServerIdentity? = nil) throws {
    let listener: Int32
    (listener, port) = try LoopbackListener.make()
    self.listener = listener
    startThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else {
          // Closed only here: a number that is free again may be another server's before this thread looks at it.
          close(listener)
          return
        }
        let wire = ServerWire(connection)
        wire.write("INFO \(info)\r\n")
        if identity.map({ wire.secure($0) }) ?? true {
          NATSServer.serve(wire, answer) { published in self?.published.withLock { $0.append(published) } }
        }
        // The publisher reads the answer, then closes.
        while wire.read() != nil {}
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// What was published is recorded before it is answered: who has the answer may look at once.
  private static func serve(_ wire: ServerWire, _ answer: String, _ record: (Published) -> Void) {
    var published = Published()
    published.isSecure = wire.isSecure
    wire.write("PING\r\n")
    while let line = wire.line() {
      if line.hasPrefix("CONNECT ") { published.connect = String(line.dropFirst(8)) }
      if line == "PING", published.subject.isEmpty { wire.write("PONG\r\n") }
      if line == "PING", !published.subject.isEmpty {
        record(published)
        return wire.write(answer)
      }
      guard line.hasPrefix("PUB ") else { continue }
      let parts = line.split(separator: " ")
      published.subject = parts.count == 3 ? String(parts[1]) : "?"
      for _ in 0..<(parts.last.flatMap { Int($0) } ?? 0) {
        guard let byte = wire.read() else { return }
        published.payload.append(byte)
      }
    }
  }
}

struct SocketFailure: Error {}

/// Runs something that blocks on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let box = Unmanaged.passRetained(Box(body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { argument in
      if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  if code == 0 { pthread_detach(thread) } else { box.release() }
}

/// A server that takes connections and never says anything.
final class SilentServer: Sendable {
  let port: UInt16
  private let listener: Int32

  init() throws {
    (listener, port) = try LoopbackListener.make()
  }

  deinit { close(listener) }
}

enum LoopbackListener {
  /// A socket that listens on the loopback interface, and its port. Connections wait in its queue until accepted.
  static func make() throws -> (Int32, UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound else { throw SocketFailure() }
    return (listener, UInt16(bigEndian: address.sin_port))
  }
}
