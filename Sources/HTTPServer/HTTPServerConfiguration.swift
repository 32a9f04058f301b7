/// Where a server listens and what it grants its clients.
public struct HTTPServerConfiguration: Sendable {
  /// The address to bind: `0.0.0.0`, `::`, `127.0.0.1`, a name.
  public var host: String
  /// The port to bind; 0 for any that is free, see ``RunningServer/port``.
  public var port: Int
  /// The bounds for every connection.
  public var limits: ServerLimits

  /// A server's address and limits.
  public init(host: String = "0.0.0.0", port: Int, limits: ServerLimits = ServerLimits()) {
    self.host = host
    self.port = port
    self.limits = limits
  }
}

/// What a client may take of memory, connections and time. Nothing in here can be switched off.
public struct ServerLimits: Sendable {
  /// Most bytes of a request's line and header lines; more is answered 431.
  public var headerBytes = 256 * 1024
  /// For a whole header, from the connection or from its first byte; then 408.
  public var headerDeadline = Duration.seconds(10)
  /// Most bytes of a request's body; more is answered 413.
  public var bodyBytes = 3 * 1024 * 1024
  /// For a whole body, from its header; then 408.
  public var bodyDeadline = Duration.seconds(30)
  /// For a connection between two requests, and for a client to take the next piece of an answer.
  public var idleTimeout = Duration.seconds(60)
  /// Open connections. A further one takes the place of the one that has been without a request for longest; when all
  /// have requests in hand, it is answered 503 and closed.
  public var connections = 256

  /// The defaults.
  public init() {}
}
