/// What all requests of one client have in common.
public struct HTTPClientConfiguration: Sendable {
  /// The `User-Agent` of requests that set none.
  public var userAgent = "flux-swift"
  /// Connections kept open without a request on them.
  public var maximumIdleConnections = 8
  /// Connections to one host at a time, further requests wait; 0 for no limit. A watch over HTTP/1.1 occupies
  /// one for as long as it lasts.
  public var maximumConnectionsPerHost = 0
  /// A connection idle for longer is not used again.
  public var idleConnectionAge: Duration = .seconds(60)
  /// Most bytes of one body that wait for its reader before the transfer is paused.
  public var bodyBuffer = 64 * 1024
  /// Where ``ProxyOption/environment`` looks.
  public var proxyEnvironment = ProxyEnvironment.process

  /// The defaults.
  public init() {}
}
