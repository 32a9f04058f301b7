import Git
import Synchronization

/// What Git servers could do when they were last asked; saves the first of the two requests of a listing.
final class KnownServers: Sendable {
  private struct State {
    var byURL: [String: Int] = [:]
    /// Servers are few and tell thousands of repositories the same.
    var distinct: [ServerCapabilities] = []
  }

  private static let maximumURLs = 10_000
  private static let maximumDistinct = 32
  private let state = Mutex(State())

  func capabilities(of url: String) -> ServerCapabilities? {
    state.withLock { state in state.byURL[url].map { state.distinct[$0] } }
  }

  func remember(_ capabilities: ServerCapabilities, of url: String) {
    state.withLock { state in
      if let index = state.distinct.firstIndex(of: capabilities) {
        if state.byURL.count >= KnownServers.maximumURLs { state.byURL = [:] }
        state.byURL[url] = index
        return
      }
      // Beginning anew costs one more request per repository.
      if state.distinct.count >= KnownServers.maximumDistinct { state = State() }
      state.byURL[url] = state.distinct.count
      state.distinct.append(capabilities)
    }
  }
}
