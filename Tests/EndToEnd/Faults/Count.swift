import Synchronization

/// Numbers what happens, from 1, whichever task it happens in.
final class Count: Sendable {
  private let count = Mutex(0)

  /// How many there were.
  var value: Int { count.withLock { $0 } }

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
