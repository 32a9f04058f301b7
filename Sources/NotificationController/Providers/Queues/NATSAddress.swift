import GitOpsAPI
import HTTP
import OperatorKit

/// Where a NATS server is: `nats://host:port`, or `tls://` for one that must be secure.
struct NATSAddress: Sendable {
  let host: String
  let port: UInt16
  let isSecure: Bool
  /// Who logs in, if the address says it: a user and a password, or a token alone.
  let identity: NATSProtocol.Identity?

  /// The servers of a cluster, one of which is enough, with commas between them. Throws ``ProviderError``.
  static func list(_ settings: ProviderSettings) throws -> [NATSAddress] {
    try settings.address.split(separator: ",").map { part in
      let text = String(part).trimmingSpaces
      return try NATSAddress(text.contains("://") ? text : "nats://\(text)", settings)
    }
  }

  private init(_ text: String, _ settings: ProviderSettings) throws {
    guard let url = RemoteURL(text), ["nats", "tls"].contains(url.scheme) else {
      throw ProviderError.badAddress(
        settings.type, expected: "the address of a server such as nats://nats:4222 or tls://nats:4222")
    }
    isSecure = url.scheme == "tls"
    guard isSecure || settings.allowsPlainHTTP else { throw ProviderError.plainHTTP(settings.type) }
    host = url.host
    port = url.port ?? 4222
    identity = url.user.map { user in url.password.map { .password(user: user, password: $0) } ?? .token(user) }
  }
}
