import HTTP
import JSON
import OperatorKit
import Synchronization

/// The keys of issuers, fetched when they are needed and kept for a while.
///
/// Guarantees: however many tokens come, forged ones with unknown keys too, an issuer is asked at most once in half
/// a minute, and once for all who wait; what it answers is bounded.
final class IssuerKeys: Sendable {
  /// Where keys are found.
  enum Source: Hashable, Sendable {
    /// By way of the issuer's own description (OpenID Connect Discovery).
    case issuer(String)
    case keys(url: String)
  }

  private struct Known: Sendable {
    let keys: Result<KeySet, TokenError>
    let fetched: ContinuousClock.Instant
  }

  private struct State {
    var known = RecentlyUsed<Source, Known>(capacity: 32)
    var fetching: [Source: Task<Known, Never>] = [:]
  }

  private static let lifetime = Duration.seconds(600)
  private static let pause = Duration.seconds(30)
  private static let patience = Duration.seconds(10)
  private static let largestAnswer = 256 * 1024
  private static let fetches = 8

  private let client: HTTPClient
  private let proxy: ProxyOption
  private let state = Mutex(State())

  init(client: HTTPClient, proxy: ProxyOption = .environment) {
    self.client = client
    self.proxy = proxy
  }

  /// The keys among which a token's should be. Throws ``TokenError``.
  func keys(_ source: Source, for token: WebToken) async throws -> KeySet {
    if let known = state.withLock({ $0.known[source] }) {
      let age = ContinuousClock.now - known.fetched
      switch known.keys {
      case .success(let keys):
        let knows = !keys.candidates(token.keyID, token.algorithm).isEmpty
        if age < (knows ? IssuerKeys.lifetime : IssuerKeys.pause) { return keys }
      case .failure(let error):
        if age < IssuerKeys.pause { throw error }
      }
    }
    return try await refreshed(source).keys.get()
  }

  /// Fetches once for all who wait.
  private func refreshed(_ source: Source) async throws -> Known {
    let task = try state.withLock { state -> Task<Known, Never> in
      if let task = state.fetching[source] { return task }
      guard state.fetching.count < IssuerKeys.fetches else {
        throw TokenError.keys("too many issuers are asked at once")
      }
      let task = Task {
        let known = Known(keys: await fetch(source), fetched: .now)
        self.state.withLock { state in
          state.known[source] = known
          state.fetching[source] = nil
        }
        return known
      }
      state.fetching[source] = task
      return task
    }
    return await task.value
  }

  private func fetch(_ source: Source) async -> Result<KeySet, TokenError> {
    do {
      switch source {
      case .keys(let url): return .success(try KeySet(try await get(url)))
      case .issuer(let issuer):
        let slash = issuer.hasSuffix("/") ? "" : "/"
        let description = try await get("\(issuer)\(slash).well-known/openid-configuration")
        guard description["issuer"]?.stringValue == issuer else {
          throw TokenError.keys("the issuer's description is that of another issuer")
        }
        guard let url = description["jwks_uri"]?.stringValue else {
          throw TokenError.keys("the issuer's description has no jwks_uri")
        }
        return .success(try KeySet(try await get(url)))
      }
    } catch let error as TokenError {
      return .failure(error)
    } catch {
      return .failure(.keys("\(error)"))
    }
  }

  private func get(_ text: String) async throws -> JSONValue {
    guard let url = RemoteURL(text), url.scheme == "https" || url.scheme == "http" else {
      throw TokenError.keys("an address is not an http or https URL")
    }
    var request = HTTPRequest(url: url)
    request.options.totalTimeout = IssuerKeys.patience
    request.options.redirects = .follow(max: 3)
    request.options.proxy = proxy
    let response = try await client.send(request)
    guard response.isSuccess else {
      response.body.cancel()
      throw TokenError.keys("\(url.redacted) answers \(response.status)")
    }
    return try CallBody.parse(try await response.body.collect(upTo: IssuerKeys.largestAnswer))
  }
}
