import ControllerSupport
import OperatorKit
import Synchronization
import Testing

@Suite struct TokenCacheTests {
  private let registry = MetricsRegistry()
  private let object = (kind: "Kustomization", key: ObjectKey(namespace: "apps", name: "web"))

  /// A clock that is set by hand.
  private final class Clock: Sendable {
    private let seconds = Mutex<Int64>(0)
    func set(_ value: Int64) { seconds.withLock { $0 = value } }
    var now: Timestamp { Timestamp(microseconds: seconds.withLock { $0 } * 1_000_000) }
  }

  private func cache(size: Int = 2, duration: Duration = .seconds(3600)) -> AccessTokenCache {
    AccessTokenCache(.init(maximumSize: size, maximumDuration: duration), metrics: TokenCacheMetrics(registry))
  }

  /// What the cache gives for a key at a time, where fetching gives `fetched`, good for 1000 s.
  private func token(_ cache: AccessTokenCache, _ key: String, at seconds: Int64, fetched: String) async throws
    -> String
  {
    let clock = Clock()
    clock.set(seconds)
    return try await cache.token(key, for: object, .fetchKubeconfig, now: { clock.now }) {
      AccessToken(value: fetched, expires: Timestamp(microseconds: (seconds + 1_000) * 1_000_000))
    }.value
  }

  @Test("K-17-10 a token is kept for four fifths of its life, and no longer than the limit")
  func lifetime() async throws {
    let cache = cache()
    #expect(try await token(cache, "a", at: 0, fetched: "1") == "1")
    #expect(try await token(cache, "a", at: 799, fetched: "2") == "1")
    #expect(try await token(cache, "a", at: 800, fetched: "2") == "2")
    let short = self.cache(duration: .seconds(60))
    #expect(try await token(short, "a", at: 0, fetched: "1") == "1")
    #expect(try await token(short, "a", at: 59, fetched: "2") == "1")
    #expect(try await token(short, "a", at: 60, fetched: "2") == "2")
  }

  @Test("K-17-10 the token used longest ago makes room, and without room none is kept")
  func room() async throws {
    let cache = cache()
    for key in ["a", "b"] { _ = try await token(cache, key, at: 0, fetched: "1") }
    #expect(try await token(cache, "a", at: 1, fetched: "2") == "1")
    _ = try await token(cache, "c", at: 2, fetched: "1")
    #expect(try await token(cache, "a", at: 3, fetched: "2") == "1")
    #expect(try await token(cache, "b", at: 3, fetched: "2") == "2")
    #expect(registry.text().contains("gotk_token_cached_items 2"))
    let none = self.cache(size: 0)
    #expect(try await token(none, "a", at: 0, fetched: "1") == "1")
    #expect(try await token(none, "a", at: 0, fetched: "2") == "2")
  }

  @Test func aFailureIsNotKept() async throws {
    struct Refused: Error {}
    let cache = cache()
    await #expect(throws: Refused.self) {
      try await cache.token("a", for: object, .reconcile) { throw Refused() }
    }
    #expect(try await token(cache, "a", at: 0, fetched: "1") == "1")
    #expect(registry.text().contains(#"gotk_token_cache_requests_total{status="failure"} 1"#))
  }
}
