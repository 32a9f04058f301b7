/// The life of a list and the watch that follows it, without any I/O: what has happened goes in, what to do next comes
/// out.
///
/// Expected flow: `start` → list → `listed` → watch → events … → `watchEnded` → watch again from where it stood.
///
/// Guarantees: no event is lost, because a watch always begins at the version of the last list or event; none is
/// delivered twice by us, because it never begins before that. When the server has forgotten the version, everything
/// is listed anew.
package struct ReflectorMachine: Equatable {
  package enum Action: Equatable {
    case list
    case watch(from: String)
    /// Wait first; `failures` says how often in a row it went wrong.
    case pause(failures: Int, retryAfter: Duration?)
  }

  package enum Outcome: Equatable {
    case listed(resourceVersion: String)
    /// The watch ended in good order.
    case watchEnded
    /// 410, from a list that took too long or from a watch.
    case expired
    case failed(retryAfter: Duration?)
    case paused
  }

  private enum State: Equatable {
    case listing
    case watching
  }

  private var state = State.listing
  private var version = ""
  private var failures = 0

  package init() {}

  /// What to do first.
  package var first: Action { .list }

  /// Notes how far the watch has come.
  package mutating func observed(resourceVersion: String) {
    guard !resourceVersion.isEmpty else { return }
    version = resourceVersion
    failures = 0
  }

  package mutating func next(after outcome: Outcome) -> Action {
    switch outcome {
    case .listed(let resourceVersion):
      state = .watching
      version = resourceVersion
      failures = 0
      return .watch(from: version)
    case .watchEnded:
      return .watch(from: version)
    case .expired:
      state = .listing
      failures += 1
      // The first time at once; a server that answers 410 to a fresh list is not to be hammered.
      return failures > 1 ? .pause(failures: failures, retryAfter: nil) : .list
    case .failed(let retryAfter):
      failures += 1
      return .pause(failures: failures, retryAfter: retryAfter)
    case .paused:
      return state == .listing ? .list : .watch(from: version)
    }
  }
}
