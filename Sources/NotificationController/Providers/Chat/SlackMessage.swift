import GitOpsAPI
import HTTP
import JSON

/// The form of message that Slack made and others have taken over.
enum SlackMessage {
  static func json(
    _ notification: Notification, channel: String, username: String, color: String, fallback: String
  ) -> JSONValue {
    let fields = notification.metadata.map { key, value -> JSONValue in
      ["title": .string(Markup.slack(key)), "value": .string(Markup.slack(value)), "short": false]
    }
    return [
      "channel": .string(channel), "username": .string(username), "icon_url": "", "icon_emoji": "",
      "attachments": [
        [
          "fallback": .string(fallback), "color": .string(color), "author_name": .string(notification.objectName),
          "text": .string(Markup.slack(notification.told.message)), "mrkdwn_in": ["text"], "fields": .array(fields),
        ]
      ],
    ]
  }
}
