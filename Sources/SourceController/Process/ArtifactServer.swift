import ControllerSupport
import HTTPServer

/// Serves the artifacts to whoever can reach the port: no credentials, no TLS.
struct ArtifactServer: Sendable {
  let address: ListenAddress
  let root: String

  private static let grace = Duration.seconds(5)

  /// Serves until the task is cancelled, then lets downloads end for a moment. Throws `ServerStartError`.
  func run() async throws {
    guard let port = address.port else { return try await Task.sleep(for: .seconds(Int64.max)) }
    let handler = StaticFileHandler(root: root)
    var failure: (any Error)?
    for host in address.hosts {
      let server = HTTPServer(configuration: .init(host: host, port: port), handler: handler.handle)
      do { return try await server.run(grace: ArtifactServer.grace) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
