import Glibc
import NIOCore
import NIOHTTP1
import Synchronization

extension Responder {
  static var now: Int { time(nil) }

  /// Hands a part to the connection and, unless it is to be sent with the next one, waits until the socket
  /// took it. A client that takes nothing for the idle timeout loses its connection.
  func write(_ part: HTTPServerResponsePart, flush: Bool = true) async throws {
    guard flush else { return channel.write(part, promise: nil) }
    let channel = channel
    let watchdog = channel.eventLoop.scheduleTask(in: TimeAmount(idleTimeout)) { channel.close(promise: nil) }
    defer { watchdog.cancel() }
    try await channel.writeAndFlush(part).get()
  }
}

/// Counts what a streamed answer wrote.
final class ByteMeter: Sendable {
  private let limit: Int?
  private let written = Mutex(0)

  init(limit: Int?) { self.limit = limit }

  /// Whether so many more may be written.
  func add(_ count: Int) -> Bool {
    written.withLock { written in
      guard let limit else { return true }
      guard count <= limit - written else { return false }
      written += count
      return true
    }
  }

  /// Whether everything announced was written.
  var isComplete: Bool { limit.map { limit in written.withLock { $0 == limit } } ?? true }
}
