import GitOpsAPI
import JSON
import Testing

@testable import NotificationController

/// A provider of each type that speaks HTTP, in front of a local server, and what it is told of.
struct ProviderCase: Sendable, CustomTestStringConvertible {
  let type: String
  let make: @Sendable (String) throws -> any Notifier

  var testDescription: String { type }

  /// A failure that every type may be told of.
  static var event: ControllerEvent {
    var event = Samples.failure
    event.metadata["change_request"] = "7"
    return event
  }

  static let token = "s3cret-token"
  private static let key = TestKey()

  static let all: [ProviderCase] = plain + git + elsewhere

  private static let plain = [
    "generic", "generic-hmac", "slack", "discord", "rocket", "msteams", "googlechat", "webex", "lark", "matrix",
    "zulip", "zoom", "opsgenie", "alertmanager", "grafana", "pagerduty", "datadog", "incident.io", "otel",
  ].map { type in
    ProviderCase(type: type) { address in
      try Samples.notifier(type, "\(address)/hook") { ($0.token, $0.channel) = (token, "channel/topic") }
    }
  }

  private static let git = [
    "github", "gitlab", "gitea", "githubdispatch", "githubpullrequestcomment", "gitlabmergerequestcomment",
    "giteapullrequestcomment", "azuredevops", "bitbucketserver",
  ].map { type in
    ProviderCase(type: type) { address in
      let path = ["azuredevops": "org/p/_git/shop", "bitbucketserver": "scm/team/shop"][type] ?? "team/shop"
      return try Samples.notifier(type, "\(address)/\(path)") { $0.token = token }
    }
  }

  /// Those whose servers have addresses of their own.
  private static let elsewhere = [
    ProviderCase(type: "telegram") { address in
      try Telegram(
        Samples.settings("telegram", address: "") { ($0.channel, $0.token) = ("c", token) }, api: address)
    },
    ProviderCase(type: "bitbucket") { address in
      try BitbucketStatus(
        Samples.settings("bitbucket", address: "https://bitbucket.org/team/shop") { $0.token = "user:\(token)" },
        context: "k", api: address)
    },
    ProviderCase(type: "sentry") { address in
      try Samples.notifier("sentry", address.split(separator: "//", maxSplits: 1).joined(separator: "//key@") + "/1")
    },
    ProviderCase(type: "azureeventhub") { address in
      try Samples.notifier(
        "azureeventhub",
        "Endpoint=\(address)/;SharedAccessKeyName=n;SharedAccessKey=\(token);EntityPath=h;UseDevelopmentEmulator=true")
    },
    ProviderCase(type: "googlepubsub") { address in
      guard let key = key else { throw SocketFailure() }
      let account = JSONValue.object([
        "client_email": "e", "private_key": .string(key.pem), "token_uri": .string("\(address)/token"),
      ])
      return try GooglePubSub(
        Samples.settings("googlepubsub", address: "p") {
          ($0.channel, $0.token) = ("t", account.serializedString())
        }, tokens: Samples.tokens, api: address)
    },
  ]
}
