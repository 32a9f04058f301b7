import ControllerSupport
import OperatorKit
import Synchronization

/// Keeps tokens that were fetched for most of the time that they are good for.
final class TokenCache: Sendable {
  struct Token: Sendable {
    let value: String
    let expiry: Timestamp
  }

  private struct Entry {
    let value: String
    let until: Timestamp
  }

  private let options: CommonOptions.TokenCacheOptions
  private let metrics: TokenCacheMetrics
  private let entries = Mutex<[String: Entry]>([:])

  init(_ options: CommonOptions.TokenCacheOptions, metrics: TokenCacheMetrics) {
    self.options = options
    self.metrics = metrics
  }

  /// The token under a name, fetched when there is none that is good.
  func token(_ name: String, for provider: ObjectKey, fetch: () async throws -> Token) async throws -> String {
    let key = "\(provider)|\(name)"
    let now = Timestamp.now()
    if let known = entries.withLock({ $0[key] }), known.until > now {
      metrics.lookedUp(kind: "Provider", provider, .post, isHit: true)
      return known.value
    }
    metrics.lookedUp(kind: "Provider", provider, .post, isHit: false)
    let fetched: Token
    do {
      fetched = try await fetch()
    } catch {
      metrics.requestFinished(succeeded: false)
      throw error
    }
    metrics.requestFinished(succeeded: true)
    keep(fetched, key, now)
    return fetched.value
  }

  private func keep(_ token: Token, _ key: String, _ now: Timestamp) {
    guard options.maximumSize > 0 else { return }
    let life = min(token.expiry.since(now) / 5 * 4, options.maximumDuration)
    let entry = Entry(value: token.value, until: now.advanced(by: life))
    let (count, evicted) = entries.withLock { entries -> (Int, Int) in
      entries[key] = entry
      let expired = entries.filter { $0.value.until <= now }.map(\.key)
      for old in expired { entries[old] = nil }
      var evicted = 0
      while entries.count > options.maximumSize, let oldest = entries.min(by: { $0.value.until < $1.value.until }) {
        entries[oldest.key] = nil
        evicted += 1
      }
      return (entries.count, evicted)
    }
    metrics.holds(count)
    for _ in 0..<evicted { metrics.evicted() }
  }
}
