import GitOpsAPI
import HTTP
import JSON

/// The form of message that Slack made and others have taken over.
enum SlackMessage {
  static func json(
    _ notification: Notification, channel: String, username: String, color: String, fallback: String,
    escaping escaped: (String) -> String = Markup.slack
  ) -> JSONValue {
    let fields = notification.metadata.map { key, value -> JSONValue in
      ["title": .string(escaped(key)), "value": .string(escaped(value)), "short": false]
    }
    return [
      "channel": .string(channel), "username": .string(username), "icon_url": "", "icon_emoji": "",
      "attachments": [
        [
          "fallback": .string(fallback), "color": .string(color), "author_name": .string(notification.objectName),
          "text": .string(escaped(notification.told.message)), "mrkdwn_in": ["text"], "fields": .array(fields),
        ]
      ],
    ]
  }
}
