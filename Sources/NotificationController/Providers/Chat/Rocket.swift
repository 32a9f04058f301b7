import GitOpsAPI
import HTTP
import JSON

/// Rocket.Chat, which takes Slack's form of message with colours in hexadecimal.
struct Rocket: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.webhook()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let message = SlackMessage.json(
      notification, channel: settings.channel, username: settings.username,
      color: notification.isError ? "#FF0000" : "#0076D7", fallback: "",
      escaping: Markup.withoutMentions)
    return [settings.post(message, to: url)]
  }
}
