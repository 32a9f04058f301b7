import NIOCore
import Synchronization

/// A server that listens. Call ``stop(grace:)`` in the end.
public final class RunningServer: Sendable {
  /// The port it listens on.
  public let port: Int

  private let listener: any Channel
  private let connections: ConnectionTable
  private let stopped = Atomic<Bool>(false)

  init(listener: any Channel, connections: ConnectionTable) {
    self.listener = listener
    self.connections = connections
    port = listener.localAddress?.port ?? 0
  }

  /// Open connections.
  public var connectionCount: Int { connections.count }

  /// Stops accepting, lets the requests in hand finish, and closes what is left after the grace period.
  /// Calling it again has no effect.
  public func stop(grace: Duration = .seconds(5)) async {
    guard !stopped.exchange(true, ordering: .relaxed) else { return }
    try? await listener.close().get()
    connections.drain()
    let connections = connections
    let timer = listener.eventLoop.scheduleTask(in: TimeAmount(grace)) { connections.closeAll() }
    await connections.untilEmpty()
    timer.cancel()
  }

  /// Returns when the task is cancelled, or the server has stopped.
  func untilCancelled() async {
    let listener = listener
    await withTaskCancellationHandler {
      try? await listener.closeFuture.get()
    } onCancel: {
      listener.close(promise: nil)
    }
  }
}
