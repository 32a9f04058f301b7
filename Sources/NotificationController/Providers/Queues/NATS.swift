import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// NATS: the event as a message of a subject.
struct NATS: Notifier {
  private let servers: [NATSAddress]
  private let subject: String
  private let identity: NATSProtocol.Identity?
  private let tls: TLSOptions

  init(_ settings: ProviderSettings) throws {
    guard !settings.address.isEmpty else { throw ProviderError.missing(settings.type, "NATS server (address)") }
    guard !settings.channel.isEmpty else { throw ProviderError.missing(settings.type, "NATS subject (channel)") }
    servers = try NATSAddress.list(settings)
    guard !settings.channel.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
      throw ProviderError.invalid(settings.type, "the subject contains white space")
    }
    subject = settings.channel
    identity = try NATS.identity(settings)
    tls = settings.tls
  }

  /// The servers are one cluster: the first that takes the message will do.
  func notify(_ notification: Notification, through sender: Sender) async throws {
    let payload = notification.told.json.serialized()
    var failure: any Error = DeliveryError.refused("error connecting to server: the address names none")
    for server in servers {
      guard ContinuousClock.now < sender.deadline else { throw DeliveryError.outOfTime }
      let machine = NATSProtocol(
        subject: subject, payload: payload, identity: identity ?? server.identity ?? .nobody,
        wantsTLS: server.isSecure)
      do {
        let (tls, deadline) = (tls, sender.deadline)
        return try await onOwnThread { try NATSConnection.run(machine, server, tls, until: deadline) }
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// Credentials go before a key, and a key before a password; where the Secret has none of them, the address may.
  private static func identity(_ settings: ProviderSettings) throws -> NATSProtocol.Identity? {
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
    guard !settings.username.isEmpty, !settings.password.isEmpty else { return nil }
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
