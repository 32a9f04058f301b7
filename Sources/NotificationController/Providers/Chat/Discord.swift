import GitOpsAPI
import HTTP
import JSON

/// Discord, which takes Slack's form of message at an address of its own.
struct Discord: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    let hook = try settings.webhook()
    url = hook.path.hasSuffix("/slack") ? hook : hook.appending(path: "slack")
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let name = settings.username.isEmpty ? notification.event.reportingController : settings.username
    let message = SlackMessage.json(
      notification, channel: "", username: name, color: notification.isError ? "danger" : "good", fallback: "",
      escaping: Markup.withoutMentions)
    return [settings.post(message, to: url)]
  }
}
