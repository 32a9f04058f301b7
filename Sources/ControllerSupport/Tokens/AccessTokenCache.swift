import GitOpsAPI
public import OperatorKit
import Synchronization

/// An access token, and until when it is one.
public struct AccessToken: Sendable, Hashable {
  public let value: String
  public let expires: Timestamp

  public init(value: String, expires: Timestamp) {
    self.value = value
    self.expires = expires
  }
}

/// Access tokens that were fetched, those used longest ago making room: `--token-cache-max-size` of them, for four
/// fifths of their life and at most `--token-cache-max-duration`.
public final class AccessTokenCache: Sendable {
  private struct Entry {
    let token: AccessToken
    let goodUntil: Timestamp
  }

  private let maximumDuration: Duration
  private let isEnabled: Bool
  private let metrics: TokenCacheMetrics?
  private let entries: Mutex<RecentlyUsed<String, Entry>>

  public init(_ options: CommonOptions.TokenCacheOptions, metrics: TokenCacheMetrics? = nil) {
    isEnabled = options.maximumSize > 0
    maximumDuration = options.maximumDuration
    self.metrics = metrics
    entries = Mutex(RecentlyUsed(capacity: options.maximumSize))
  }

  /// The token of a key, fetched when there is none that is good for a while. Throws what `fetch` throws.
  ///
  /// - Parameters:
  ///   - key: Everything that decides which token it is.
  ///   - object: Who needs it, for the metrics.
  public func token(
    _ key: String, for object: (kind: String, key: ObjectKey), _ operation: TokenCacheMetrics.Operation,
    now: @Sendable () -> Timestamp = { .now() }, fetch: () async throws -> AccessToken
  ) async throws -> AccessToken {
    guard isEnabled else { return try await fetch() }
    let known = entries.withLock { $0[key] }.flatMap { $0.goodUntil > now() ? $0.token : nil }
    metrics?.lookedUp(kind: object.kind, object.key, operation, isHit: known != nil)
    if let known { return known }
    let token: AccessToken
    do {
      token = try await fetch()
    } catch {
      metrics?.requestFinished(succeeded: false)
      throw error
    }
    metrics?.requestFinished(succeeded: true)
    let lifetime = token.expires.since(now())
    keep(Entry(token: token, goodUntil: now().advanced(by: min(lifetime * 0.8, maximumDuration))), key)
    return token
  }

  private func keep(_ entry: Entry, _ key: String) {
    let (count, evicted) = entries.withLock { entries in
      let before = entries.count + (entries[key] == nil ? 1 : 0)
      entries[key] = entry
      return (entries.count, before - entries.count)
    }
    metrics?.holds(count)
    for _ in 0..<max(0, evicted) { metrics?.evicted() }
  }
}
