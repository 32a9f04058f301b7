import Synchronization

/// A counter that closures may share.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .acquiring) }
  func increment(by amount: Int = 1) { count.wrappingAdd(amount, ordering: .acquiringAndReleasing) }
}
