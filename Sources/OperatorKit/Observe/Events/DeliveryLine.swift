import Synchronization

/// A bounded line of things to deliver, off the path of those who make them. When it is full the oldest is dropped.
package final class DeliveryLine<Item: Sendable>: Sendable {
  private let stream: AsyncStream<Item>
  private let continuation: AsyncStream<Item>.Continuation
  private let dropped = Mutex(0)

  package init(capacity: Int) {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(max(1, capacity)))
  }

  /// Puts an item in line without waiting; the item that had to go for it, if one had to.
  @discardableResult
  package func offer(_ item: Item) -> Item? {
    guard case .dropped(let victim) = continuation.yield(item) else { return nil }
    dropped.withLock { $0 &+= 1 }
    return victim
  }

  package var droppedCount: Int { dropped.withLock { $0 } }

  /// Delivers one item after the other; returns when the line is closed and empty, or the task is cancelled.
  package func run(_ deliver: (Item) async -> Void) async {
    for await item in stream { await deliver(item) }
  }

  /// Takes nothing more.
  package func close() { continuation.finish() }
}
