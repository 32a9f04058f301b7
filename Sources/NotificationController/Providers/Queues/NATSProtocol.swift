import GitOpsAPI
import HTTP
import JSON

/// What a publisher says to a NATS server and what it makes of the answers; knows no socket.
struct NATSProtocol: Sendable {
  /// How the publisher says who it is.
  enum Identity: Sendable {
    case nobody
    case password(user: String, password: String)
    case token(String)
    case key(NKey)
    case credentials(token: String, NKey)
  }

  enum Step: Equatable {
    case send([UInt8])
    /// Make the connection secure, then send.
    case secure([UInt8])
    case wait
    case done
  }

  private enum Phase { case info, connected, published }

  private let subject: String
  private let payload: [UInt8]
  private let identity: Identity
  private let wantsTLS: Bool
  private var phase = Phase.info

  /// - Parameter wantsTLS: Whether a server that speaks in the clear is refused.
  init(subject: String, payload: [UInt8], identity: Identity, wantsTLS: Bool) {
    self.wantsTLS = wantsTLS
    self.subject = subject
    self.payload = payload
    self.identity = identity
  }

  /// Takes a line of the server's. Throws ``DeliveryError`` when it will not have the message.
  mutating func receive(_ line: String) throws -> Step {
    if line.hasPrefix("-ERR") { throw DeliveryError.refused("the NATS server answered: \(line.dropFirst(5))") }
    if line == "PING" { return .send(Array("PONG\r\n".utf8)) }
    switch phase {
    case .info where line.hasPrefix("INFO "):
      phase = .connected
      return try connect(String(line.dropFirst(5)))
    case .connected where line == "PONG":
      phase = .published
      let head = Array("PUB \(subject) \(payload.count)\r\n".utf8)
      return .send(head + payload + Array("\r\nPING\r\n".utf8))
    case .published where line == "PONG": return .done
    default: return .wait
    }
  }

  private func connect(_ info: String) throws -> Step {
    let server = try? JSONParser.parse(Array(info.utf8))
    let requiresTLS = server?["tls_required"]?.boolValue == true
    guard !wantsTLS || requiresTLS || server?["tls_available"]?.boolValue == true else {
      throw DeliveryError.refused("the NATS server does not offer TLS, which the address asks for")
    }
    let isSecure = wantsTLS || requiresTLS
    if let limit = server?["max_payload"]?.intValue, payload.count > limit {
      throw DeliveryError.refused("the event is larger than the NATS server takes (\(limit) bytes)")
    }
    var options: JSONValue = [
      "verbose": false, "pedantic": false, "tls_required": .bool(isSecure), "name": "NATS Provider Publisher",
      "lang": "swift", "version": "1.0.0", "protocol": 1, "echo": false,
    ]
    let nonce = server?["nonce"]?.stringValue ?? ""
    switch identity {
    case .nobody: break
    case .password(let user, let password):
      options["user"] = .string(user)
      options["pass"] = .string(password)
    case .token(let token): options["auth_token"] = .string(token)
    case .key(let key):
      options["nkey"] = .string(key.publicKey ?? "")
      options["sig"] = .string(key.sign(nonce) ?? "")
    case .credentials(let token, let key):
      options["jwt"] = .string(token)
      options["sig"] = .string(key.sign(nonce) ?? "")
    }
    let bytes = Array("CONNECT \(options.serializedString())\r\nPING\r\n".utf8)
    return isSecure ? .secure(bytes) : .send(bytes)
  }
}
