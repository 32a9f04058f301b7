import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import Testing

@testable import NotificationController

/// What chats in Slack's form of message are sent, for a success and for a failure.
@Suite struct SlackFormTests {
  private static let revision: JSONValue = [
    "title": "revision", "value": .string(Samples.revision), "short": false,
  ]
  private static let summary: JSONValue = ["title": "summary", "value": "prod", "short": false]

  private func message(
    channel: JSONValue = "", username: JSONValue = "kustomize-controller",
    colors: (String, String) = ("good", "danger"), fallback: [JSONValue] = ["", ""]
  ) -> [JSONValue] {
    func attachment(_ fallback: JSONValue, _ color: String, _ text: JSONValue, _ fields: JSONValue) -> JSONValue {
      [
        "channel": channel, "username": username, "icon_url": "", "icon_emoji": "",
        "attachments": [
          [
            "fallback": fallback, "color": .string(color), "author_name": "kustomization/shop.apps", "text": text,
            "mrkdwn_in": ["text"], "fields": fields,
          ]
        ],
      ]
    }
    return [
      attachment(fallback[0], colors.0, "done", [Self.revision]),
      attachment(fallback[1], colors.1, "it failed\nbadly", [Self.revision, Self.summary]),
    ]
  }

  @Test("N-PC-01 N-PC-02 N-PC-03 N-PC-04 N-HT-01 N-HT-06 slack, as webhook and with a token")
  func slack() async throws {
    let fallback: [JSONValue] = ["kustomization/shop.apps: done", "kustomization/shop.apps: it failed"]
    let hook = try await ScriptedServer.asked { try Samples.notifier("slack", "\($0)/services/T/B/x?y=z") }
    #expect(hook.map(\.json) == message(fallback: fallback))
    for request in hook {
      #expect(request.method == "POST" && request.path == "/services/T/B/x" && request.query == "y=z")
      #expect(request.headers["Content-Type"] == "application/json" && request.headers["Authorization"] == nil)
    }
    let api = try await ScriptedServer.asked {
      try Samples.notifier("slack", "\($0)/api/chat.postMessage") {
        ($0.channel, $0.username, $0.token) = ("general", "flux", "xoxb-1")
      }
    }
    #expect(api.map(\.json) == message(channel: "general", username: "flux", fallback: fallback))
    #expect(api.allSatisfy { $0.headers["Authorization"] == "Bearer xoxb-1" })
  }

  @Test("N-PC-05 the answer of Slack's API decides, that of webhooks does not")
  func slackAnswers() async throws {
    func tell(_ body: String, isAPI: Bool = true) async throws {
      _ = try await ScriptedServer.asked([Samples.info], answer: { _ in .json(Array(body.utf8)) }) { address in
        try Slack(Samples.settings("slack", address: "\(address)/api"), api: isAPI ? "\(address)/api" : "elsewhere")
      }
    }
    try await tell("{\"ok\":true}")
    try await tell("{\"ok\":false,\"error\":\"channel_not_found\"}", isAPI: false)
    let error = await #expect(throws: DeliveryError.self) {
      try await tell("{\"ok\":false,\"error\":\"channel_not_found\"}")
    }
    #expect("\(error as Any)".contains("Slack responded with error: channel_not_found"))
    await #expect(throws: DeliveryError.self) { try await tell("<html>") }
  }

  @Test("N-PC-06 discord")
  func discord() async throws {
    let seen = try await ScriptedServer.asked {
      try Samples.notifier("discord", "\($0)/api/webhooks/1/x") { ($0.channel, $0.token) = ("general", "t") }
    }
    #expect(seen.map(\.json) == message())
    #expect(seen.allSatisfy { $0.path == "/api/webhooks/1/x/slack" && $0.headers["Authorization"] == nil })
    let suffixed = try await ScriptedServer.asked([Samples.info]) {
      try Samples.notifier("discord", "\($0)/api/webhooks/1/x/slack") { $0.username = "flux" }
    }
    #expect(suffixed.map(\.path) == ["/api/webhooks/1/x/slack"])
    #expect(suffixed.first?.json == message(username: "flux").first)
  }

  @Test("N-PC-07 rocket")
  func rocket() async throws {
    let bare = try await ScriptedServer.asked { try Samples.notifier("rocket", "\($0)/hooks/a/b") }
    #expect(bare.map(\.json) == message(username: "", colors: ("#0076D7", "#FF0000")))
    #expect(bare.allSatisfy { $0.path == "/hooks/a/b" })
    let named = try await ScriptedServer.asked {
      try Samples.notifier("rocket", $0) { ($0.channel, $0.username) = ("general", "flux") }
    }
    #expect(named.map(\.json) == message(channel: "general", username: "flux", colors: ("#0076D7", "#FF0000")))
  }
}

/// What the other chats are sent.
@Suite struct ChatTests {
  /// A commit is not to mention the user `sha1`.
  private static let revision = "main@\u{200b}sha1:\(Samples.commit)"

  @Test("N-PC-08 msteams at an old connector gets a message card")
  func teamsConnector() throws {
    let notifier = try Teams(Samples.settings("msteams", address: "https://x.webhook.office.com:443/webhookb2/1"))
    let requests = try Samples.both.flatMap { try notifier.requests(for: Samples.notification($0)) }
    func card(_ color: JSONValue, _ title: JSONValue, _ facts: JSONValue) -> JSONValue {
      [
        "@type": "MessageCard", "@context": "http://schema.org/extensions", "themeColor": color,
        "summary": "kustomization/shop.apps",
        "sections": [["activityTitle": title, "activitySubtitle": "kustomization/shop.apps", "facts": facts]],
      ]
    }
    let fact: JSONValue = ["name": "revision", "value": .string(Self.revision)]
    #expect(
      try requests.map { request in
        guard case .bytes(let bytes) = request.body else { return .null }
        return try JSONParser.parse(bytes)
      } == [
        card("0076D7", "done", [fact]),
        card("FF0000", "it failed\nbadly", [fact, ["name": "summary", "value": "prod"]]),
      ])
  }

  @Test("N-PC-09 N-PC-10 msteams elsewhere gets an adaptive card")
  func teams() async throws {
    let seen = try await ScriptedServer.asked { try Samples.notifier("msteams", "\($0)/workflows/1") }
    func card(_ message: JSONValue, _ facts: JSONValue) -> JSONValue {
      let title: JSONValue = [
        "type": "TextBlock", "text": "kustomization/shop.apps", "size": "large", "weight": "bolder", "wrap": true,
      ]
      return [
        "type": "message",
        "attachments": [
          [
            "contentType": "application/vnd.microsoft.card.adaptive",
            "content": [
              "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
              "version": "1.4", "msteams": ["width": "Full"],
              "body": [["type": "Container", "items": [title, message, ["type": "FactSet", "facts": facts]]]],
            ],
          ]
        ],
      ]
    }
    let fact: JSONValue = ["title": "revision", "value": .string(Self.revision)]
    #expect(
      seen.map(\.json) == [
        card(["type": "TextBlock", "text": "done", "wrap": true], [fact]),
        card(
          ["type": "TextBlock", "text": "it failed\nbadly", "wrap": true, "color": "attention"],
          [["title": "summary", "value": "prod"], fact]),
      ])
  }

  @Test("N-PC-11 N-PC-12 N-PC-13 googlechat")
  func googleChat() async throws {
    var bare = Samples.info
    bare.metadata = [:]
    let seen = try await ScriptedServer.asked([bare, Samples.failure]) {
      try Samples.notifier("googlechat", "\($0)/v1/spaces/A/messages?key=k&token=t")
    }
    #expect(seen.allSatisfy { $0.path == "/v1/spaces/A/messages" && $0.query == "key=k&token=t" })
    let header: JSONValue = [
      "title": "kustomization/shop.apps", "subtitle": "kustomize-controller", "imageUrl": .null, "imageStyle": .null,
    ]
    func text(_ text: JSONValue) -> JSONValue {
      ["header": "", "widgets": [["textParagraph": ["text": text], "keyValue": .null]]]
    }
    func field(_ key: JSONValue, _ value: JSONValue) -> JSONValue {
      [
        "textParagraph": .null,
        "keyValue": [
          "topLabel": key, "content": value, "contentMultiline": false, "bottomLabel": .null, "icon": .null,
        ],
      ]
    }
    let fields: JSONValue = [
      "header": "", "widgets": [field("revision", .string(Samples.revision)), field("summary", "prod")],
    ]
    let red: JSONValue = "<font color=\"#ff0000\">it failed\nbadly</font>"
    #expect(
      seen.map(\.json) == [
        ["cards": [["header": header, "sections": [text("done")]]]],
        ["cards": [["header": header, "sections": [text(red), fields]]]],
      ])
  }

  @Test("N-PC-14 N-PC-15 webex")
  func webex() async throws {
    let seen = try await ScriptedServer.asked {
      try Samples.notifier("webex", "\($0)/v1/messages") { ($0.channel, $0.token) = ("room-1", "bot") }
    }
    #expect(seen.allSatisfy { $0.path == "/v1/messages" && $0.headers["Authorization"] == "Bearer bot" })
    let line = ">**revision**: \(Self.revision)\n"
    #expect(
      seen.map(\.json) == [
        ["roomId": "room-1", "markdown": .string("✅ **kustomization/shop.apps**\ndone\n\(line)")],
        [
          "roomId": "room-1",
          "markdown": .string("💣 **kustomization/shop.apps**\nit failed\nbadly\n\(line)>**summary**: prod\n"),
        ],
      ])
  }

  @Test("N-PC-16 N-PC-17 N-PC-18 telegram")
  func telegram() async throws {
    func asked(_ channel: String) async throws -> [ScriptedServer.Seen] {
      try await ScriptedServer.asked { address in
        let settings = Samples.settings("telegram", address: "https://ignored.example") {
          ($0.channel, $0.token) = (channel, "1:abc")
        }
        return try Telegram(settings, api: address)
      }
    }
    let line = "\\- *revision*: main@sha1:\(Samples.commit)\n"
    let texts: [JSONValue] = [
      .string("*💫 kustomization/shop/apps*\ndone\n\(line)"),
      .string("*🚨 kustomization/shop/apps*\nit failed\nbadly\n\(line)\\- *summary*: prod\n"),
    ]
    let plain = try await asked("-100")
    #expect(plain.allSatisfy { $0.method == "POST" && $0.path == "/bot1:abc/sendMessage" })
    #expect(plain.map(\.json) == texts.map { ["chat_id": "-100", "text": $0, "parse_mode": "MarkdownV2"] })
    let thread = try await asked("-100:7")
    #expect(
      thread.map(\.json)
        == texts.map {
          ["chat_id": "-100", "message_thread_id": "7", "text": $0, "parse_mode": "MarkdownV2"]
        })
    for (channel, token) in [("", "t"), ("c", "")] {
      #expect(throws: ProviderError.self) {
        try Samples.notifier("telegram", "") { ($0.channel, $0.token) = (channel, token) }
      }
    }
    #expect(Markup.telegram("\\.-_[]()~>`#+=|{}!*") == "\\.-_[]()~>`#+=|{}!*".map { "\\\($0)" }.joined())
  }

  @Test("N-PC-19 N-PC-20 lark")
  func lark() async throws {
    let seen = try await ScriptedServer.asked { try Samples.notifier("lark", "\($0)/open-apis/bot/v2/hook/1") }
    func card(_ title: JSONValue, _ template: JSONValue, _ content: String) -> JSONValue {
      [
        "msg_type": "interactive",
        "card": [
          "config": ["wide_screen_mode": true],
          "header": ["title": ["tag": "plain_text", "content": title], "template": template],
          "elements": [["tag": "div", "text": ["tag": "lark_md", "content": .string(content)]]],
        ],
      ]
    }
    #expect(
      seen.map(\.json) == [
        card("💫 kustomization/shop.apps", "turquoise", "**done**\n\nrevision: \(Self.revision)\n"),
        card(
          "🚨 kustomization/shop.apps", "red", "**it failed\nbadly**\n\nrevision: \(Self.revision)\nsummary: prod\n"),
      ])
  }

  @Test("N-PC-21 N-PC-22 matrix: one transaction for each event")
  func matrix() async throws {
    let seen = try await ScriptedServer.asked(Samples.both + [Samples.info]) {
      try Samples.notifier("matrix", $0) { ($0.channel, $0.token) = ("!room:example.org", "secret") }
    }
    let line = "- revision: \(Samples.revision)\n"
    #expect(
      seen.prefix(2).map(\.json) == [
        ["body": .string("💫 kustomization/shop.apps\ndone\n\(line)"), "msgtype": "m.text"],
        [
          "body": .string("🚨 kustomization/shop.apps\nit failed\nbadly\n\(line)- summary: prod\n"),
          "msgtype": "m.text",
        ],
      ])
    let prefix = "/_matrix/client/r0/rooms/!room:example.org/send/m.room.message/"
    for request in seen {
      #expect(request.method == "PUT" && request.headers["Authorization"] == "Bearer secret")
      let transaction = request.path.dropFirst(prefix.count)
      #expect(request.path.hasPrefix(prefix) && transaction.count == 40)
      #expect(transaction.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }
    #expect(seen[0].path == seen[2].path && seen[0].path != seen[1].path)
  }

  @Test("N-PC-23 N-PC-24 zulip")
  func zulip() async throws {
    let seen = try await ScriptedServer.asked {
      try Samples.notifier("zulip", "\($0)/some/path") {
        ($0.channel, $0.username, $0.password) = ("ops/flux/prod", "bot@example.org", "key")
      }
    }
    let line = "* `revision`: \(Self.revision)\n"
    let contents = [
      "## Flux Status\n\nℹ️ Kustomization/apps/shop\n\ndone\n\nMetadata:\n\(line)",
      "## Flux Status\n\n⚠️ Kustomization/apps/shop\n\nit failed\nbadly\n\nMetadata:\n\(line)* `summary`: prod\n",
    ]
    #expect(
      seen.map { Form.fields($0.body) }
        == contents.map {
          ["type": "stream", "to": "ops", "topic": "flux/prod", "content": $0]
        })
    for request in seen {
      #expect(request.method == "POST" && request.path == "/api/v1/messages")
      #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
      #expect(request.headers["Authorization"] == "Basic Ym90QGV4YW1wbGUub3JnOmtleQ==")
    }
    for channel in ["", "ops", "/flux", "ops/"] {
      #expect(throws: ProviderError.self) { try Samples.notifier("zulip", "http://x") { $0.channel = channel } }
    }
  }

  @Test("N-PC-25 zoom")
  func zoom() async throws {
    func asked(_ query: String) async throws -> [ScriptedServer.Seen] {
      try await ScriptedServer.asked {
        try Samples.notifier("zoom", "\($0)/chat/webhooks/1\(query)") { $0.token = "verification" }
      }
    }
    let seen = try await asked("")
    let revision: JSONValue = ["key": "revision", "value": .string(Samples.revision)]
    func message(_ severity: JSONValue, _ text: JSONValue, _ items: JSONValue) -> JSONValue {
      [
        "content": [
          "head": ["text": "kustomization/shop.apps", "sub_head": ["text": severity]],
          "body": [["type": "message", "text": text], ["type": "fields", "items": items]],
        ]
      ]
    }
    #expect(
      seen.map(\.json) == [
        message("info", "done", [revision]),
        message("error", "it failed\nbadly", [revision, ["key": "summary", "value": "prod"]]),
      ])
    #expect(seen.allSatisfy { $0.query == "format=full" && $0.headers["Authorization"] == "verification" })
    #expect(try await asked("?format=message").allSatisfy { $0.query == "format=message" })
    #expect(throws: ProviderError.self) { try Samples.notifier("zoom", "http://x") }
  }
}

/// Forms as browsers send them.
enum Form {
  static func fields(_ body: [UInt8]) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count > 1 ? PercentEncoding.decode(Array(parts[1].utf8)[...]) : nil
      fields[String(parts[0])] = value
    }
    return fields
  }
}
