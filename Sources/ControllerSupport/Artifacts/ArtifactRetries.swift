public import OperatorKit
import Synchronization

/// When to try again to fetch an artifact (`--http-retry`): after 5 s, then twice as long each time up to 30 s, until
/// the tries for this revision are used up.
public final class ArtifactRetries: Sendable {
  private struct Entry {
    var revision: String
    var failures: Int
  }

  private let maximum: Int
  private let backoff = Backoff(base: .seconds(5), limit: .seconds(30))
  private let entries = Mutex<[ObjectKey: Entry]>([:])

  /// - Parameter maximum: Tries after the first.
  public init(maximum: Int) { self.maximum = maximum }

  /// Counts a failure; how long to wait before the next try, or `nil` when it is time to give up and let the ordinary
  /// back-off take over.
  public func delayAfterFailure(of key: ObjectKey, revision: String) -> Duration? {
    entries.withLock { entries in
      var entry = entries[key] ?? Entry(revision: revision, failures: 0)
      if entry.revision != revision { entry = Entry(revision: revision, failures: 0) }
      guard entry.failures < maximum else {
        entries[key] = nil
        return nil
      }
      entry.failures += 1
      entries[key] = entry
      return backoff.delay(failures: entry.failures)
    }
  }

  /// The artifact was fetched, or the object is gone.
  public func reset(_ key: ObjectKey) { entries.withLock { $0[key] = nil } }
}
