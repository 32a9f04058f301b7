import GitOpsAPI
import HTTP
import JSON

/// Webex, as a bot in a room.
struct Webex: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.webhook()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let emoji = notification.isError ? "💣" : "✅"
    var text = "\(emoji) **\(notification.objectName)**\n\(Markup.markdown(notification.told.message))\n"
    for (key, value) in notification.metadata {
      text += ">**\(Markup.markdown(Markup.line(key)))**: \(Markup.markdown(Markup.line(value)))\n"
    }
    return [
      settings.post(
        ["roomId": .string(settings.channel), "markdown": .string(text)], to: url,
        headers: ["Authorization": "Bearer \(settings.token)"])
    ]
  }
}
