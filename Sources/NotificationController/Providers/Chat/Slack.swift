import GitOpsAPI
import HTTP
import JSON

/// Slack, by incoming webhook or by its API.
struct Slack: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  /// The one address whose answer is a success also where it says that it is none.
  private let api: String

  /// - Parameter api: where Slack's API is.
  init(_ settings: ProviderSettings, api: String = "https://slack.com/api/chat.postMessage") throws {
    self.settings = settings
    self.api = api
    url = try settings.webhook()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let name = settings.username.isEmpty ? notification.event.reportingController : settings.username
    let summary = "\(notification.objectName): \(Markup.firstLine(notification.event.message))"
    let message = SlackMessage.json(
      notification, channel: settings.channel, username: name, color: notification.isError ? "danger" : "good",
      fallback: Markup.slack(summary))
    return [settings.post(message, to: url, headers: settings.bearer)]
  }

  var checksAnswers: Bool { settings.address == api }

  func check(_ answer: Sender.Answer) throws {
    guard let json = try? JSONParser.parse(answer.body), let isOK = json["ok"]?.boolValue else {
      throw DeliveryError.badAnswer("Slack's answer cannot be read")
    }
    guard isOK else {
      throw DeliveryError.refused("Slack responded with error: \(json["error"]?.stringValue ?? "unknown")")
    }
  }
}
