import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// NATS: the event as a message of a subject.
struct NATS: Notifier {
  private let host: String
  private let port: UInt16
  private let subject: String
  private let identity: NATSProtocol.Identity

  init(_ settings: ProviderSettings) throws {
    guard !settings.address.isEmpty else { throw ProviderError.missing(settings.type, "NATS server (address)") }
    guard !settings.channel.isEmpty else { throw ProviderError.missing(settings.type, "NATS subject (channel)") }
    let text = settings.address.contains("://") ? settings.address : "nats://\(settings.address)"
    guard let url = RemoteURL(text), ["nats", "tls"].contains(url.scheme) else {
      throw ProviderError.badAddress(settings.type, expected: "the address of a server such as nats://nats:4222")
    }
    guard url.scheme == "nats" else {
      throw ProviderError.unsupported(settings.type, "TLS is not supported; use an address with nats://")
    }
    guard settings.allowsPlainHTTP else { throw ProviderError.plainHTTP(settings.type) }
    guard !settings.channel.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
      throw ProviderError.invalid(settings.type, "the subject contains white space")
    }
    host = url.host
    port = url.port ?? 4222
    subject = settings.channel
    identity = try NATS.identity(settings)
  }

  func notify(_ notification: Notification, through sender: Sender) async throws {
    let machine = NATSProtocol(
      subject: subject, payload: notification.told.json.serialized(), identity: identity)
    let (host, port) = (host, port)
    let left = ContinuousClock.now.duration(to: sender.deadline)
    guard left > .zero else { throw DeliveryError.outOfTime }
    try await onOwnThread { try NATSConnection.run(machine, host: host, port: port, timeout: left) }
  }

  /// Credentials go before a key, and a key before a password.
  private static func identity(_ settings: ProviderSettings) throws -> NATSProtocol.Identity {
    func text(_ name: String) -> String? { settings.secret[name].map { String(decoding: $0, as: UTF8.self) } }
    if let file = text("creds") {
      guard let token = block("NATS USER JWT", file), let seed = block("USER NKEY SEED", file),
        let key = NKey(seed: seed)
      else { throw ProviderError.invalid(settings.type, "creds is not a file with a user's JWT and seed") }
      return .credentials(token: token, key)
    }
    if let seed = text("nkey") {
      guard let key = NKey(seed: seed.trimmingSpaces) else {
        throw ProviderError.invalid(settings.type, "nkey is not the seed of a user")
      }
      return .key(key)
    }
    guard !settings.username.isEmpty, !settings.password.isEmpty else { return .nobody }
    return .password(user: settings.username, password: settings.password)
  }

  /// The line between `-----BEGIN name-----` and the end of the block.
  private static func block(_ name: String, _ file: String) -> String? {
    let lines = file.split(whereSeparator: \.isNewline).map { String($0).trimmingSpaces }
    guard let begin = lines.firstIndex(where: { $0.hasPrefix("---") && $0.contains("BEGIN \(name)") }) else {
      return nil
    }
    return lines[(begin + 1)...].first { !$0.isEmpty }
  }
}
