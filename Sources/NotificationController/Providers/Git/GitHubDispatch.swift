import ControllerSupport
import GitOpsAPI
import HTTP
import JSON

/// Starts workflows of a repository on GitHub that wait for events of this object.
struct GitHubDispatch: Notifier {
  private let api: GitHubAPI

  init(_ settings: ProviderSettings, tokens: AccessTokenCache) throws { api = try GitHubAPI(settings, tokens: tokens) }

  func notify(_ notification: Notification, through sender: Sender) async throws {
    let event = notification.told
    let object = event.involvedObject
    let type = "\(object.kind ?? "")/\(object.name ?? "").\(object.namespace ?? "")"
    _ = try await api.call(
      .post, "dispatches", body: ["event_type": .string(type), "client_payload": event.json], through: sender)
  }
}
