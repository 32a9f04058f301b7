import GitOpsAPI
import HTTP
import JSON

/// Zoom Team Chat, by incoming webhook.
struct Zoom: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    let hook = try settings.webhook()
    guard !settings.token.isEmpty else { throw ProviderError.missing(settings.type, "token") }
    let pinned = (hook.query ?? "").split(separator: "&").contains { $0.hasPrefix("format=") && $0.count > 7 }
    url = pinned ? hook : hook.appending(query: [("format", "full")])
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    var body: [JSONValue] = [["type": "message", "text": .string(notification.told.message)]]
    if !notification.event.metadata.isEmpty {
      let items = notification.metadata.map { JSONValue(["key": $0.key, "value": $0.value]) }
      body.append(["type": "fields", "items": .array(items)])
    }
    let head: JSONValue = [
      "text": .string(notification.objectName), "sub_head": ["text": .string(notification.event.severity.rawValue)],
    ]
    return [
      settings.post(
        ["content": ["head": head, "body": .array(body)]], to: url, headers: ["Authorization": settings.token])
    ]
  }
}
