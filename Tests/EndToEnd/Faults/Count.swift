import Synchronization

/// Numbers what happens, from 1, whichever task it happens in.
final class Count: Sendable {
  private let value = Mutex(0)

  func next() -> Int {
    value.withLock { value in
      value += 1
      return value
    }
  }
}
