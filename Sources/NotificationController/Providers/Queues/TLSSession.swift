import CSSL
import Glibc
import HTTP

/// TLS over a socket that does not block, for protocols that begin in the clear. What speaks HTTP goes through libcurl.
///
/// The one owner of OpenSSL's objects; one thread uses it.
final class TLSSession {
  /// What came of one step.
  enum Progress {
    case done(Int)
    /// Again, when the socket can be read or written.
    case wantsToRead, wantsToWrite
    /// The other side has said that nothing more comes.
    case closed
    case failed(String)
  }

  private let context: OpaquePointer
  private let session: OpaquePointer

  /// Throws ``DeliveryError`` for authorities and keys that cannot be used.
  init(_ socket: Int32, host: String, _ options: TLSOptions) throws {
    guard let context = SSL_CTX_new(TLS_client_method()) else { throw TLSSession.failure("there is no memory") }
    do {
      try TLSSession.configure(context, options)
    } catch {
      SSL_CTX_free(context)
      throw error
    }
    guard let session = SSL_new(context) else {
      SSL_CTX_free(context)
      throw TLSSession.failure("there is no memory")
    }
    (self.context, self.session) = (context, session)
    // What could not be written as a whole may be offered again from another place.
    SSL_ctrl(session, SSL_CTRL_MODE, Int(SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER), nil)
    guard TLSSession.expect(options.serverName ?? host, session), SSL_set_fd(session, socket) == 1 else {
      throw TLSSession.failure("the name of the server cannot be used")
    }
    SSL_set_connect_state(session)
  }

  deinit {
    SSL_free(session)
    SSL_CTX_free(context)
  }

  /// Makes the connection secure, with the server's name checked.
  func shakeHands() -> Progress { step { SSL_do_handshake(session) } }

  func read(_ buffer: inout [UInt8]) -> Progress {
    let room = Int32(clamping: buffer.count)
    return step { SSL_read(session, &buffer, room) }
  }

  func write(_ bytes: ArraySlice<UInt8>) -> Progress {
    bytes.withUnsafeBytes { raw in step { SSL_write(session, raw.baseAddress, Int32(clamping: raw.count)) } }
  }

  private func step(_ body: () -> Int32) -> Progress {
    ERR_clear_error()
    let code = body()
    if code > 0 { return .done(Int(code)) }
    switch SSL_get_error(session, code) {
    case SSL_ERROR_WANT_READ: return .wantsToRead
    case SSL_ERROR_WANT_WRITE: return .wantsToWrite
    case SSL_ERROR_ZERO_RETURN: return .closed
    default: return .failed(problem)
    }
  }

  private var problem: String {
    let verdict = SSL_get_verify_result(session)
    if verdict != Int(X509_V_OK), let text = X509_verify_cert_error_string(verdict) { return String(cString: text) }
    return ERR_reason_error_string(ERR_get_error()).map { String(cString: $0) } ?? "the connection broke off"
  }

  private static func failure(_ problem: String) -> DeliveryError { .refused("TLS is not possible: \(problem)") }

  private static func configure(_ context: OpaquePointer, _ options: TLSOptions) throws {
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    guard let trust = TrustStore.of(options) else { throw failure("there is no certificate among the authorities") }
    SSL_CTX_set1_cert_store(context, OpaquePointer(trust.pointer))
    guard let certificate = options.clientCertificatePEM, let key = options.clientKeyPEM else { return }
    guard use(certificate, key, context) else { throw failure("certificate and key do not go together") }
  }

  /// The first certificate is ours, those behind it lead to an authority.
  private static func use(_ certificate: [UInt8], _ key: [UInt8], _ context: OpaquePointer) -> Bool {
    reading(certificate) { reader in
      guard let own = PEM_read_bio_X509(reader, nil, nil, nil) else { return false }
      defer { X509_free(own) }
      guard SSL_CTX_use_certificate(context, own) == 1 else { return false }
      while let next = PEM_read_bio_X509(reader, nil, nil, nil) {
        // The context owns it from here on.
        guard SSL_CTX_ctrl(context, SSL_CTRL_EXTRA_CHAIN_CERT, 0, UnsafeMutableRawPointer(next)) == 1 else {
          X509_free(next)
          return false
        }
      }
      return true
    }
      && reading(key) { reader in
        // A passphrase is given, an empty one, or OpenSSL would ask for it at the terminal.
        var passphrase: [CChar] = [0]
        guard let key = PEM_read_bio_PrivateKey(reader, nil, nil, &passphrase) else { return false }
        defer { EVP_PKEY_free(key) }
        return SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1
      }
  }

  private static func reading(_ bytes: [UInt8], _ body: (OpaquePointer) -> Bool) -> Bool {
    bytes.withUnsafeBytes { raw in
      guard let reader = BIO_new_mem_buf(raw.baseAddress, Int32(clamping: raw.count)) else { return false }
      defer { BIO_free(reader) }
      return body(reader)
    }
  }

  /// Asks for a name and expects it in the server's certificate; an address is only expected.
  private static func expect(_ name: String, _ session: OpaquePointer) -> Bool {
    var address = in6_addr()
    if inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1 {
      return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name) == 1
    }
    var characters = Array(name.utf8CString)
    guard
      SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &characters) == 1
    else { return false }
    return SSL_set1_host(session, name) == 1
  }
}
