import HTTP
import OperatorKit

/// Drives a ``NATSProtocol`` over a connection. Blocks: call it on a thread of its own.
enum NATSConnection {
  private static let maximumLineBytes = 64 * 1024

  /// Throws ``DeliveryError``.
  static func run(
    _ protocol: NATSProtocol, _ address: NATSAddress, _ tls: TLSOptions, until deadline: ContinuousClock.Instant
  ) throws {
    var machine = `protocol`
    var channel = try NATSChannel(address.host, address.port, deadline)
    var received: [UInt8] = []
    while true {
      while let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: received[..<end], as: UTF8.self).trimmingSpaces
        received.removeFirst(end + 1)
        switch try machine.receive(line) {
        case .send(let bytes): try channel.send(bytes)
        case .secure(let bytes):
          // What came in the clear must not be taken for what was said in secret.
          received = []
          try channel.secure(address.host, tls)
          try channel.send(bytes)
        case .wait: break
        case .done: return
        }
      }
      guard received.count <= maximumLineBytes else {
        throw DeliveryError.badAnswer("the NATS server does not end its line")
      }
      received += try channel.read()
    }
  }
}
