import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP/1.1 server for artifacts, events, webhooks, metrics and health.
///
/// # Guarantees
/// Every client is bounded by ``ServerLimits``: memory, time and number of connections. Bodies are streamed in
/// both directions, and a slow peer holds back its own request only.
///
/// # Caveats
/// No TLS and no HTTP/2: inside a cluster others end those.
public struct HTTPServer: Sendable {
  /// Answers a request. Its task is cancelled when the client goes away.
  public typealias Handler = @Sendable (ServerRequest) async -> ServerResponse

  /// One event loop for all servers of the process. It is never shut down, so that a handler that outlives
  /// its connection finds it in place.
  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  private let configuration: HTTPServerConfiguration
  private let handler: Handler

  /// A server that does not listen yet.
  public init(configuration: HTTPServerConfiguration, handler: @escaping Handler) {
    self.configuration = configuration
    self.handler = handler
  }

  /// Listens, and returns once connections are accepted.
  ///
  /// - Throws: ``ServerStartError`` when the address cannot be bound.
  public func start() async throws(ServerStartError) -> RunningServer {
    let connections = ConnectionTable(limit: configuration.limits.connections)
    do {
      let listener = try await bootstrap(connections).bind(host: configuration.host, port: configuration.port).get()
      return RunningServer(listener: listener, connections: connections)
    } catch {
      throw ServerStartError(address: "\(configuration.host):\(configuration.port)", reason: "\(error)")
    }
  }

  /// Listens until the task is cancelled, then stops as ``RunningServer/stop(grace:)`` does.
  ///
  /// - Throws: ``ServerStartError``.
  public func run(grace: Duration = .seconds(5)) async throws(ServerStartError) {
    let server = try await start()
    await server.untilCancelled()
    await server.stop(grace: grace)
  }

  private func bootstrap(_ connections: ConnectionTable) -> ServerBootstrap {
    let (limits, handler) = (configuration.limits, handler)
    return ServerBootstrap(group: Self.group)
      .serverChannelOption(.backlog, value: 128)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          let admitted = connections.admit(channel) == .admitted
          let gate = ConnectionGate(limits: limits, isFull: !admitted, connections: connections)
          try pipeline.addHandler(gate)
          guard admitted else { return }
          var encoding = HTTPResponseEncoder.Configuration()
          encoding.automaticallySetFramingHeaders = false
          var decoding = NIOHTTPDecoderLimitConfiguration()
          decoding.maxHeaderFieldSize = limits.headerBytes
          decoding.maxHeaderListSize = limits.headerBytes
          try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
          try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding)))
          try pipeline.addHandler(HTTPServerPipelineHandler())
          try pipeline.addHandler(ConnectionHandler(limits: limits, gate: gate, handler: handler))
        }
      }
  }
}

/// The address of a server could not be bound.
public struct ServerStartError: Error, Sendable, CustomStringConvertible {
  /// `host:port`.
  public let address: String
  /// The system's reason.
  public let reason: String

  public var description: String { "cannot listen on \(address): \(reason); is another process using the port?" }
}
