import Digests
import HTTP
import Synchronization

/// Keeps the credentials of a client fresh: token files are read again each minute, plugins are run again before
/// their token expires.
final class CredentialSource: Sendable {
  private struct Cached {
    var header: String?
    var validUntil: ContinuousClock.Instant
  }

  private let credentials: ClientConfiguration.Credentials
  private let cached = Mutex<Cached?>(nil)

  /// The kubelet rotates a projected token well before it expires; a minute late is early enough.
  private static let fileLifetime = Duration.seconds(60)

  init(_ credentials: ClientConfiguration.Credentials) { self.credentials = credentials }

  /// The value of the `Authorization` header; `nil` when there is none to send.
  func authorization() async throws -> String? {
    switch credentials {
    case .none: return nil
    case .token(let token): return "Bearer \(token)"
    case .basic(let username, let password):
      return "Basic \(Base64.encode(Array("\(username):\(password)".utf8)))"
    case .tokenFile(let path):
      return try await refreshed {
        let token = String(decoding: try readFile(path), as: UTF8.self).trimmingSpaces
        return ("Bearer \(token)", CredentialSource.fileLifetime)
      }
    case .exec(let plugin):
      return try await refreshed {
        let (token, expires) = try plugin.run()
        let lifetime = expires.map { $0.since(Timestamp.now()) - .seconds(30) } ?? .seconds(600)
        return ("Bearer \(token)", lifetime)
      }
    }
  }

  /// Forgets what is cached, after the server has refused it.
  func invalidate() { cached.withLock { $0 = nil } }

  private func refreshed(_ load: @escaping @Sendable () throws -> (String, Duration)) async throws -> String? {
    let now = ContinuousClock.now
    if let kept = cached.withLock({ $0 }), kept.validUntil > now { return kept.header }
    let (header, lifetime) = try await onOwnThread(load)
    cached.withLock { $0 = Cached(header: header, validUntil: now + lifetime) }
    return header
  }
}
