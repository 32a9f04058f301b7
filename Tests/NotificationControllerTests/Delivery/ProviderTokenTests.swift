import ControllerSupport
import GitOpsAPI
import OperatorKit
import Synchronization
import Testing

@testable import NotificationController

/// Tokens that are fetched for Providers.
@Suite struct ProviderTokenTests {
  private struct Refusal: Error {}

  @Test("N-MX-08 N-MX-09 tokens are kept for four fifths of their life, each for its own Provider; metrics tell")
  func cache() async throws {
    let registry = MetricsRegistry()
    let tokens = AccessTokenCache(
      .init(maximumSize: 2, maximumDuration: .seconds(3600)), metrics: TokenCacheMetrics(registry))
    let fetches = Mutex(0)
    func token(_ identity: String, uid: String = "1", life: Duration = .seconds(600)) async throws -> String {
      let settings = ProviderSettings(
        type: ProviderType(rawValue: "github"), key: ObjectKey(namespace: "apps", name: "git"), uid: uid)
      return try await tokens.token(settings, identity) {
        let number = fetches.withLock { count in
          count += 1
          return count
        }
        return AccessToken(value: "t\(number)", expires: Timestamp.now().advanced(by: life))
      }
    }
    #expect(try await token("a") == "t1")
    #expect(try await token("a") == "t1")
    #expect(try await token("b") == "t2")
    // A Provider that was made anew under the same name is another one.
    #expect(try await token("a", uid: "2") == "t3")
    #expect(try await token("short", life: .zero) == "t4")
    #expect(try await token("short", life: .zero) == "t5")
    let settings = ProviderSettings(
      type: ProviderType(rawValue: "github"), key: ObjectKey(namespace: "apps", name: "git"), uid: "1")
    await #expect(throws: Refusal.self) { try await tokens.token(settings, "none") { throw Refusal() } }
    let text = registry.text()
    let labels = #"kind="Provider",name="git",namespace="apps",operation="post""#
    #expect(text.contains(#"gotk_token_cache_events_total{event_type="cache_hit",\#(labels)} 1"#), "\(text)")
    #expect(text.contains(#"gotk_token_cache_events_total{event_type="cache_miss",\#(labels)} 6"#))
    #expect(text.contains(#"gotk_token_cache_requests_total{status="success"} 5"#))
    #expect(text.contains(#"gotk_token_cache_requests_total{status="failure"} 1"#))
    #expect(text.contains("gotk_token_cached_items ") && text.contains("gotk_token_cache_evictions_total "))
  }

  @Test("without room nothing is kept")
  func disabled() async throws {
    let tokens = AccessTokenCache(.init(maximumSize: 0, maximumDuration: .seconds(3600)))
    let settings = ProviderSettings(
      type: ProviderType(rawValue: "github"), key: ObjectKey(namespace: "apps", name: "git"), uid: "1")
    for value in ["one", "two"] {
      let token = try await tokens.token(settings, "a") {
        AccessToken(value: value, expires: Timestamp.now().advanced(by: .seconds(600)))
      }
      #expect(token == value)
    }
  }
}
