public import HTTPServer

/// Serves at an address of the command line.
public struct ListeningServer: Sendable {
  private let address: ListenAddress
  private let limits: ServerLimits
  private let grace: Duration
  private let handler: HTTPServer.Handler

  /// - Parameter grace: how long requests in hand may take at the end.
  public init(
    _ address: ListenAddress, limits: ServerLimits = ServerLimits(), grace: Duration = .seconds(5),
    handler: @escaping HTTPServer.Handler
  ) {
    self.address = address
    self.limits = limits
    self.grace = grace
    self.handler = handler
  }

  /// Serves on the first host that the machine has until the task is cancelled. Throws `ServerStartError`, and when
  /// the listener ends on its own.
  public func run() async throws {
    guard let port = address.port else { return await untilCancelled() }
    var failure: (any Error)?
    for host in address.hosts {
      let server = HTTPServer(configuration: .init(host: host, port: port, limits: limits), handler: handler)
      do {
        try await server.run(grace: grace)
        guard Task.isCancelled else { throw ListenerEnded(address: address) }
        return
      } catch let error as ServerStartError {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private func untilCancelled() async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
  }
}

/// A listener ended though nobody asked it to.
struct ListenerEnded: Error, CustomStringConvertible {
  let address: ListenAddress
  var description: String { "the server at \(address) has stopped listening" }
}
