import GitOpsAPI
import HTTP
import JSON

/// Microsoft Teams: message cards at the old connectors, adaptive cards everywhere else.
struct Teams: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.webhook()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let isConnector = url.host.hasSuffix(".webhook.office.com")
    return [settings.post(isConnector ? Teams.messageCard(notification) : Teams.adaptiveCard(notification), to: url)]
  }

  static func messageCard(_ notification: Notification) -> JSONValue {
    let facts = notification.metadata.map { key, value -> JSONValue in
      ["name": .string(Markup.markdown(key)), "value": .string(Markup.markdown(value))]
    }
    return [
      "@type": "MessageCard", "@context": "http://schema.org/extensions",
      "themeColor": notification.isError ? "FF0000" : "0076D7", "summary": .string(notification.objectName),
      "sections": [
        [
          "activityTitle": .string(Markup.markdown(notification.told.message)),
          "activitySubtitle": .string(notification.objectName), "facts": .array(facts),
        ]
      ],
    ]
  }

  static func adaptiveCard(_ notification: Notification) -> JSONValue {
    var message: JSONValue = [
      "type": "TextBlock", "text": .string(Markup.markdown(notification.told.message)), "wrap": true,
    ]
    if notification.isError { message["color"] = "attention" }
    let sorted = notification.metadata
    let facts = (sorted.filter { $0.key == "summary" } + sorted.filter { $0.key != "summary" }).map { key, value in
      JSONValue(["title": Markup.markdown(key), "value": Markup.markdown(value)])
    }
    let items: JSONValue = [
      [
        "type": "TextBlock", "text": .string(notification.objectName), "size": "large", "weight": "bolder",
        "wrap": true,
      ],
      message,
      ["type": "FactSet", "facts": .array(facts)],
    ]
    return [
      "type": "message",
      "attachments": [
        [
          "contentType": "application/vnd.microsoft.card.adaptive",
          "content": [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
            "version": "1.4", "body": [["type": "Container", "items": items]], "msteams": ["width": "Full"],
          ],
        ]
      ],
    ]
  }
}
