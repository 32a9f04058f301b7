import Glibc

/// A connection that posts to a controller as fast as it answers, with as little work as can be: it shares the machine
/// with what is measured.
final class PostingConnection {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 16 << 10)

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw FigureFailure("no socket") }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let descriptor = descriptor
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw FigureFailure("no connection to port \(port)") }
  }

  deinit { close(descriptor) }

  /// Posts a body; the status of the answer, whose own body is expected to be empty.
  func post(_ body: [UInt8]) throws -> Int {
    let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
    let bytes = Array(head.utf8) + body
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent) }
      guard count > 0 else { throw FigureFailure("the connection broke off") }
      sent += count
    }
    var answer: [UInt8] = []
    while !answer.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { throw FigureFailure("the server hung up") }
      answer += buffer[..<count]
    }
    let status = String(decoding: answer.dropFirst(9).prefix(3), as: UTF8.self)
    return Int(status) ?? 0
  }
}
