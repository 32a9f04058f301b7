import Glibc
import Synchronization

/// A server that behaves exactly as a test says, byte by byte. Every connection runs the script on a thread of
/// its own.
final class RawServer: Sendable {
  /// The server's side of one connection.
  final class Connection: Sendable {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Reads until an empty line; `nil` when the peer closes before.
    func readHead() -> String? {
      var bytes: [UInt8] = []
      var byte: UInt8 = 0
      while recv(descriptor, &byte, 1, 0) == 1 {
        bytes.append(byte)
        if bytes.suffix(4) == [13, 10, 13, 10] { return String(decoding: bytes, as: UTF8.self) }
      }
      return nil
    }

    /// Reads so many bytes, or fewer when the peer closes.
    func read(_ count: Int) -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: count)
      var got = 0
      while got < count {
        let n = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + got, count - got, 0) }
        guard n > 0 else { break }
        got += n
      }
      return Array(bytes[..<got])
    }

    /// Reads until the peer closes.
    func readToEnd() -> [UInt8] {
      var bytes: [UInt8] = []
      var block = [UInt8](repeating: 0, count: 16 * 1024)
      while true {
        let n = recv(descriptor, &block, block.count, 0)
        guard n > 0 else { return bytes }
        bytes.append(contentsOf: block[..<n])
      }
    }

    /// `false` once the peer has closed.
    @discardableResult
    func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
      var sent = 0
      while sent < bytes.count {
        let n = bytes.withUnsafeBytes {
          send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard n > 0 else { return false }
        sent += n
      }
      return true
    }

    /// Blocks until the peer closes.
    func awaitClose() {
      var byte: UInt8 = 0
      while recv(descriptor, &byte, 1, 0) > 0 {}
    }

    func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    /// Closes with a reset instead of an orderly end.
    func reset() {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }

    /// Copies bytes both ways until one side ends.
    func relay(to port: UInt16) {
      guard let other = Sockets.connect(port: port) else { return }
      let peer = Connection(other)
      Threads.start { [self] in
        pump(to: peer)
        Glibc.shutdown(other, Int32(SHUT_WR))
      }
      peer.pump(to: self)
      Glibc.shutdown(descriptor, Int32(SHUT_RDWR))
      close(other)
    }

    private func pump(to other: Connection) {
      var block = [UInt8](repeating: 0, count: 16 * 1024)
      while true {
        let n = recv(descriptor, &block, block.count, 0)
        guard n > 0, other.write(Array(block[..<n])) else { return }
      }
    }
  }

  let port: UInt16
  private let listener: Int32
  private let accepted = Atomic<Int>(0)
  private let closed = Atomic<Int>(0)

  init(_ script: @escaping @Sendable (Connection) -> Void) throws {
    let (descriptor, port) = try Sockets.listen()
    listener = descriptor
    self.port = port
    let counters = self
    Threads.start { [weak counters] in
      while true {
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { return }
        counters?.accepted.wrappingAdd(1, ordering: .relaxed)
        Threads.start { [weak counters] in
          script(Connection(connection))
          close(connection)
          counters?.closed.wrappingAdd(1, ordering: .relaxed)
        }
      }
    }
  }

  deinit {
    // Wakes the thread in accept; it ends on its own.
    Glibc.shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  var url: String { "http://127.0.0.1:\(port)" }
  /// Connections accepted so far.
  var acceptedCount: Int { accepted.load(ordering: .relaxed) }
  /// Connections whose script is done.
  var closedCount: Int { closed.load(ordering: .relaxed) }
}

/// Threads for blocking work in tests.
enum Threads {
  private final class Box: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(run))
    let failure = pthread_create(
      &thread, nil,
      { context in
        Unmanaged<Box>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    if failure == 0 { pthread_detach(thread) } else { box.release() }
  }
}
