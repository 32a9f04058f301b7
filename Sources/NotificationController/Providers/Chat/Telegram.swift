import GitOpsAPI
import HTTP
import JSON

/// Telegram, as a bot in a chat or in a thread of one. The address of the Provider means nothing.
struct Telegram: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  /// - Parameter api: where Telegram's API is.
  init(_ settings: ProviderSettings, api: String = "https://api.telegram.org") throws {
    self.settings = settings
    guard !settings.channel.isEmpty else { throw ProviderError.missing(settings.type, "channel") }
    guard !settings.token.isEmpty else { throw ProviderError.missing(settings.type, "token") }
    guard var url = RemoteURL(api)?.appending(path: "bot\(settings.token)/sendMessage") else {
      throw ProviderError.invalid(settings.type, "the token cannot be part of an address")
    }
    url.pathIsSecret = true
    self.url = url
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let object = notification.event.involvedObject
    let emoji = notification.isError ? "🚨" : "💫"
    let heading = "\(emoji) \((object.kind ?? "").lowercased())/\(object.name ?? "")/\(object.namespace ?? "")"
    var text = "*\(Markup.telegram(heading))*\n\(Markup.telegram(notification.told.message))\n"
    for (key, value) in notification.metadata {
      text += "\\- *\(Markup.telegram(Markup.line(key)))*: \(Markup.telegram(Markup.line(value)))\n"
    }
    let parts = settings.channel.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    var message: JSONObject = ["chat_id": .string(parts.first ?? "")]
    if parts.count > 1 { message["message_thread_id"] = .string(parts[1]) }
    message["text"] = .string(text)
    message["parse_mode"] = "MarkdownV2"
    return [settings.post(.object(message), to: url)]
  }
}
