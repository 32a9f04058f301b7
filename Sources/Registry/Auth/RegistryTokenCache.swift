import Synchronization

/// What opened a registry's door last.
enum KnownAuth: Hashable, Sendable {
  case basic
  case bearer(String)
}

/// Remembers for the process what opened registries, so that most requests get through at the first try.
///
/// Kept by registry, scope and a fingerprint of the credentials: tokens of one tenant never serve another.
public final class RegistryTokenCache: Sendable {
  struct Key: Hashable {
    let origin: String
    let scope: String
    let credentials: String
  }

  private struct Entry {
    let auth: KnownAuth
    let expires: ContinuousClock.Instant
  }

  private static let maximumEntries = 1000
  private static let basicLifetime = Duration.seconds(3600)
  private let entries = Mutex<[Key: Entry]>([:])

  public init() {}

  func find(_ key: Key, now: ContinuousClock.Instant = .now) -> KnownAuth? {
    entries.withLock { entries in
      guard let entry = entries[key], entry.expires > now else { return nil }
      return entry.auth
    }
  }

  func remember(_ key: Key, _ token: RegistryToken, now: ContinuousClock.Instant = .now) {
    put(key, Entry(auth: .bearer(token.value), expires: now + token.lifetime), now)
  }

  func rememberBasic(_ key: Key, now: ContinuousClock.Instant = .now) {
    put(key, Entry(auth: .basic, expires: now + Self.basicLifetime), now)
  }

  func forget(_ key: Key) { entries.withLock { $0[key] = nil } }

  private func put(_ key: Key, _ entry: Entry, _ now: ContinuousClock.Instant) {
    entries.withLock { entries in
      if entries.count >= Self.maximumEntries { entries = entries.filter { $0.value.expires > now } }
      if entries.count >= Self.maximumEntries { entries = [:] }
      entries[key] = entry
    }
  }
}
