import ControllerSupport
import GitOpsAPI
import HTTPServer
import OperatorKit

/// Everything that receiving webhooks takes, put together.
struct Receivers: Sendable {
  private let options: NotificationOptions
  private let context: ControllerContext

  init(_ options: NotificationOptions, _ context: ControllerContext) throws {
    self.options = options
    self.context = context
  }

  func install(in manager: inout Manager) {
    let metrics = ServerMetrics(context.registry, server: "receiver", label: options.exportsPaths ? nil : "/hook/")
    let server = ListeningServer(options.receiverAddress, handler: metrics.measuring(handle))
    manager.add(service: { try await server.run() })
  }

  private func handle(_ request: ServerRequest) async -> ServerResponse { ServerResponse(status: 404) }
}
