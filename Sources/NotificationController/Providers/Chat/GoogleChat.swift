import GitOpsAPI
import HTTP
import JSON

/// Google Chat, by incoming webhook.
struct GoogleChat: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.webhook()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let message = Markup.html(notification.told.message)
    let text = notification.isError ? "<font color=\"#ff0000\">\(message)</font>" : message
    var sections: [JSONValue] = [GoogleChat.section([["textParagraph": ["text": .string(text)], "keyValue": .null]])]
    if !notification.event.metadata.isEmpty {
      sections.append(GoogleChat.section(notification.metadata.map { GoogleChat.field($0.key, $0.value) }))
    }
    let header: JSONValue = [
      "title": .string(notification.objectName), "subtitle": .string(notification.event.reportingController),
      "imageUrl": .null, "imageStyle": .null,
    ]
    return [settings.post(["cards": [["header": header, "sections": .array(sections)]]], to: url)]
  }

  private static func section(_ widgets: [JSONValue]) -> JSONValue { ["header": "", "widgets": .array(widgets)] }

  private static func field(_ key: String, _ value: String) -> JSONValue {
    [
      "textParagraph": .null,
      "keyValue": [
        "topLabel": .string(Markup.html(key)), "content": .string(Markup.html(value)), "contentMultiline": false,
        "bottomLabel": .null, "icon": .null,
      ],
    ]
  }
}
