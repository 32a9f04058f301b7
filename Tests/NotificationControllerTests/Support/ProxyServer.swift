import Glibc
import HTTP
import HTTPServer
import JSON
import OperatorKitTesting
import Synchronization

@testable import NotificationController

/// A proxy that lets clients connect to whatever they want, and is that itself: the server behind it, with a certificate
/// of a name that no resolver knows.
final class ProxyServer: Sendable {
  /// What a client asked the proxy for.
  struct Asked: Sendable, Equatable {
    let target: String
    let authorization: String?
  }

  private final class Record: Sendable {
    let asked = Mutex<[Asked]>([])
  }

  let port: UInt16
  private let listener: Int32
  private let record = Record()

  var requests: [Asked] { record.asked.withLock { $0 } }

  init(_ identity: ServerIdentity, _ answer: @escaping ScriptedServer.Answer) throws {
    let listener: Int32
    (listener, port) = try LoopbackListener.make()
    self.listener = listener
    let record = record
    startThread {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else {
          close(listener)
          return
        }
        startThread {
          let wire = ServerWire(connection)
          guard let head = ProxyServer.head(wire), head.method == "CONNECT" else { return }
          let asked = Asked(target: head.target, authorization: head.headers["Proxy-Authorization"])
          record.asked.withLock { $0.append(asked) }
          wire.write("HTTP/1.1 200 Connection established\r\n\r\n")
          if wire.secure(identity) { ProxyServer.serve(wire, answer) }
        }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  private static func serve(_ wire: ServerWire, _ answer: ScriptedServer.Answer) {
    while let head = head(wire) {
      var body: [UInt8] = []
      for _ in 0..<(head.headers["Content-Length"].flatMap { Int($0) } ?? 0) {
        guard let byte = wire.read() else { return }
        body.append(byte)
      }
      let parts = head.target.split(separator: "?", maxSplits: 1).map(String.init)
      let response = answer(
        ScriptedServer.Seen(
          method: head.method, path: parts[0], query: parts.count > 1 ? parts[1] : "", headers: head.headers,
          body: body))
      guard case .bytes(let bytes) = response.body else { return }
      wire.write("HTTP/1.1 \(response.status) Answer\r\nContent-Length: \(bytes.count)\r\n\r\n")
      wire.write(bytes)
    }
  }

  private static func head(_ wire: ServerWire) -> (method: String, target: String, headers: HTTPHeaders)? {
    guard let first = wire.line()?.split(separator: " ").map(String.init), first.count == 3 else { return nil }
    var headers: HTTPHeaders = [:]
    while let line = wire.line(), !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      headers[String(line[..<colon])] = line[line.index(after: colon)...].drop { $0 == " " }.description
    }
    return (first[0], first[1], headers)
  }
}
