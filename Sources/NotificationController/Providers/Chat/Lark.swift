import GitOpsAPI
import HTTP
import JSON

/// Lark, by incoming webhook.
struct Lark: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.webhook()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    var text = "**\(Markup.markdown(notification.told.message))**\n\n"
    for (key, value) in notification.metadata {
      text += "\(Markup.markdown(Markup.line(key))): \(Markup.markdown(Markup.line(value)))\n"
    }
    let emoji = notification.isError ? "🚨" : "💫"
    return [
      settings.post(
        [
          "msg_type": "interactive",
          "card": [
            "config": ["wide_screen_mode": true],
            "header": [
              "title": ["tag": "plain_text", "content": .string("\(emoji) \(notification.objectName)")],
              "template": notification.isError ? "red" : "turquoise",
            ],
            "elements": [["tag": "div", "text": ["tag": "lark_md", "content": .string(text)]]],
          ],
        ], to: url)
    ]
  }
}
