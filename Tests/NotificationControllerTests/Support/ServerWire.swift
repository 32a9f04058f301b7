import CSSL
import Glibc

/// Files with a certificate and its key.
struct ServerIdentity: Sendable {
  let certificate, key: String
}

/// The server's end of a connection, in the clear or not.
final class ServerWire {
  private let socket: Int32
  private var context: OpaquePointer?
  private var session: OpaquePointer?

  init(_ socket: Int32) { self.socket = socket }

  deinit {
    SSL_free(session)
    SSL_CTX_free(context)
    close(socket)
  }

  var isSecure: Bool { session != nil }

  /// Waits for the client to begin; whether it believes who we are.
  func secure(_ identity: ServerIdentity) -> Bool {
    context = SSL_CTX_new(TLS_server_method())
    guard SSL_CTX_use_certificate_file(context, identity.certificate, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_use_PrivateKey_file(context, identity.key, SSL_FILETYPE_PEM) == 1
    else { return false }
    session = SSL_new(context)
    return SSL_set_fd(session, socket) == 1 && SSL_accept(session) == 1
  }

  func read() -> UInt8? {
    var byte: UInt8 = 0
    let count = session.map { Int(SSL_read($0, &byte, 1)) } ?? recv(socket, &byte, 1, 0)
    return count == 1 ? byte : nil
  }

  /// The next line without its end.
  func line() -> String? {
    var bytes: [UInt8] = []
    while let byte = read() {
      bytes.append(byte)
      if bytes.suffix(2) == [13, 10] { return String(decoding: bytes.dropLast(2), as: UTF8.self) }
    }
    return nil
  }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    if let session {
      SSL_write(session, bytes, Int32(clamping: bytes.count))
    } else {
      _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }
}
