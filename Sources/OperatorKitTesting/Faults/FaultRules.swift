import Synchronization

/// A fault that is in force until it is used up or removed.
public final class FaultInjection: Sendable {
  let fault: Fault
  let matches: @Sendable (ProxiedRequest) -> Bool
  let first: Int
  let limit: Int
  private let counts = Mutex((seen: 0, hits: 0, isRemoved: false))

  init(
    fault: Fault, first: Int, limit: Int, matches: @escaping @Sendable (ProxiedRequest) -> Bool
  ) {
    (self.fault, self.first, self.limit, self.matches) = (fault, first, limit, matches)
  }

  /// How many requests it hit so far; for faults of events, how many events.
  public var hits: Int { counts.withLock { $0.hits } }

  /// Ends it. Requests that hang go on hanging.
  public func remove() { counts.withLock { $0.isRemoved = true } }

  /// Whether the fault hits this request; counts it.
  func takes(_ request: ProxiedRequest) -> Bool {
    guard matches(request) else { return false }
    return counts.withLock { counts in
      if counts.isRemoved { return false }
      counts.seen += 1
      guard counts.seen >= first, counts.hits < limit else { return false }
      counts.hits += 1
      return true
    }
  }
}

/// The faults in force.
final class FaultRules: Sendable {
  private let injections = Mutex<[FaultInjection]>([])

  func add(_ injection: FaultInjection) { injections.withLock { $0.append(injection) } }

  func removeAll() {
    injections.withLock { injections in
      for injection in injections { injection.remove() }
      injections = []
    }
  }

  /// The fault for a request as such; of several the one that was injected first.
  func fault(for request: ProxiedRequest) -> Fault? {
    injections.withLock { $0 }.first { !$0.fault.concernsEvents && $0.takes(request) }?.fault
  }

  /// How much later an event of a watch arrives.
  func eventDelay(for request: ProxiedRequest) -> Duration {
    var longest = Duration.zero
    for injection in injections.withLock({ $0 }) {
      if case .delayEvents(let delay) = injection.fault, injection.takes(request) { longest = max(longest, delay) }
    }
    return longest
  }

  /// Whether a bookmark is lost.
  func dropsBookmark(for request: ProxiedRequest) -> Bool {
    injections.withLock { $0 }.contains { $0.fault == .dropBookmarks && $0.takes(request) }
  }
}
