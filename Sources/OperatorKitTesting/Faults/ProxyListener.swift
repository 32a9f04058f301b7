import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The HTTP/1.1 server of a proxy: hands each request with its body to a handler that may do with the connection what
/// it likes.
final class ProxyListener: Sendable {
  typealias Handler = @Sendable (HTTPRequestHead, [UInt8], ProxyConnection) async throws -> Void

  let port: UInt16
  private let task: Task<Void, Never>
  private let connections = Connections()

  /// The channels that are open now.
  private final class Connections: Sendable {
    private let open = Mutex<[ObjectIdentifier: ProxyConnection]>([:])
    func add(_ connection: ProxyConnection) {
      open.withLock { $0[ObjectIdentifier(connection.channel)] = connection }
    }
    func remove(_ connection: ProxyConnection) {
      open.withLock { $0[ObjectIdentifier(connection.channel)] = nil }
    }
    var all: [ProxyConnection] { open.withLock { Array($0.values) } }
  }

  static func start(_ handler: @escaping Handler) async throws -> ProxyListener {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          // Without the pipelining helper, reading goes on during an answer: that is how a client that
          // went away is noticed while a watch is silent.
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
          return try ProxyConnection.Channel(wrappingChannelSynchronously: channel)
        }
      }
    return ProxyListener(server, handler)
  }

  private init(_ server: NIOAsyncChannel<ProxyConnection.Channel, Never>, _ handler: @escaping Handler) {
    port = UInt16(clamping: server.channel.localAddress?.port ?? 0)
    let connections = connections
    task = Task {
      try? await withThrowingDiscardingTaskGroup { group in
        try await server.executeThenClose { clients in
          for try await client in clients {
            group.addTask { try? await Self.serve(client, connections, handler) }
          }
        }
      }
    }
  }

  /// Resets all connections; new ones are accepted.
  func resetConnections() async {
    for connection in connections.all { await connection.reset() }
  }

  /// Closes everything. Nothing listens afterwards.
  func stop() async {
    task.cancel()
    await task.value
  }

  /// The same without waiting for it.
  func cancel() { task.cancel() }

  private static func serve(
    _ client: ProxyConnection.Channel, _ connections: Connections, _ handler: @escaping Handler
  ) async throws {
    try await client.executeThenClose { inbound, outbound in
      let connection = ProxyConnection(channel: client.channel, writer: outbound)
      connections.add(connection)
      defer { connections.remove(connection) }
      var parts = inbound.makeAsyncIterator()
      var next = try await parts.next()
      while let part = next {
        guard case .head(let head) = part else { return }
        let body = try await readBody(&parts)
        next = try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            var connection = connection
            connection.isLastAnswer = !head.isKeepAlive
            do { try await handler(head, body, connection) } catch { await connection.reset() }
            if connection.isLastAnswer { await connection.close() }
          }
          let following = try? await parts.next()
          if following == nil { group.cancelAll() }
          try await group.waitForAll()
          return following
        }
      }
    }
  }

  private static func readBody(
    _ parts: inout NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
  ) async throws -> [UInt8] {
    var body: [UInt8] = []
    while let part = try await parts.next() {
      switch part {
      case .body(let buffer): body.append(contentsOf: buffer.readableBytesView)
      case .end: return body
      case .head: return body
      }
    }
    throw CancellationError()
  }
}
