import GitOpsAPI
import HTTP
import JSON

/// Zulip, as a bot in a topic of a channel.
struct Zulip: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL
  private let channel: String
  private let topic: String

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.url().withoutQuery.replacing(path: "/api/v1/messages")
    let parts = settings.channel.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw ProviderError.invalid(settings.type, "the channel is not written <channel>/<topic>")
    }
    (channel, topic) = (parts[0], parts[1])
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let fields = [
      ("content", StatusText.markdown(notification)), ("to", channel), ("topic", topic), ("type", "stream"),
    ]
    let form = fields.map { "\($0.0)=\(PercentEncoding.encode($0.1, keeping: .unreserved))" }.joined(separator: "&")
    var headers = settings.basic
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return [settings.post(Array(form.utf8), to: url, headers: headers)]
  }
}
