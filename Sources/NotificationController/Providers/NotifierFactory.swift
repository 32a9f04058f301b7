import ControllerSupport
import GitOpsAPI

/// Finds the notifier for a Provider's type.
enum NotifierFactory {
  typealias Make = @Sendable (ProviderSettings) throws -> any Notifier
  typealias MakeStatus = @Sendable (ProviderSettings, String, AccessTokenCache) throws -> any Notifier

  /// The types that need nothing but their settings.
  private static let plain: [String: Make] = [
    "generic": { try Generic($0, isSigned: false) },
    "generic-hmac": { try Generic($0, isSigned: true) },
    "slack": { try Slack($0) },
    "discord": { try Discord($0) },
    "rocket": { try Rocket($0) },
    "msteams": { try Teams($0) },
    "googlechat": { try GoogleChat($0) },
    "webex": { try Webex($0) },
    "telegram": { try Telegram($0) },
    "lark": { try Lark($0) },
    "matrix": { try Matrix($0) },
    "zulip": { try Zulip($0) },
    "zoom": { try Zoom($0) },
    "sentry": { try Sentry($0) },
    "opsgenie": { try Opsgenie($0) },
    "alertmanager": { try Alertmanager($0) },
    "grafana": { try Grafana($0) },
    "pagerduty": { try PagerDuty($0) },
    "datadog": { try Datadog($0) },
    "incident.io": { try IncidentIO($0) },
    "otel": { try OTel($0) },
    "nats": { try NATS($0) },
    "azureeventhub": { try AzureEventHub($0) },
  ]

  /// The types that log in with tokens that are fetched and kept.
  private static let withTokens: [String: @Sendable (ProviderSettings, AccessTokenCache) throws -> any Notifier] = [
    "googlepubsub": { try GooglePubSub($0, tokens: $1) },
    "githubdispatch": { try GitHubDispatch($0, tokens: $1) },
    "githubpullrequestcomment": { try GitHubComment($0, tokens: $1) },
    "gitlabmergerequestcomment": { settings, _ in try GitLabComment(settings) },
    "giteapullrequestcomment": { settings, _ in try GiteaComment(settings) },
  ]

  /// The types that set the status of a commit, under a name.
  private static let statuses: [String: MakeStatus] = [
    "github": { try GitHubStatus($0, context: $1, tokens: $2) },
    "gitlab": { settings, name, _ in try GitLabStatus(settings, context: name) },
    "gitea": { settings, name, _ in try GiteaStatus(settings, context: name) },
    "bitbucket": { settings, name, _ in try BitbucketStatus(settings, context: name) },
    "bitbucketserver": { settings, name, _ in try BitbucketServerStatus(settings, context: name) },
    "azuredevops": { settings, name, _ in try AzureDevOpsStatus(settings, context: name) },
  ]

  /// Throws ``ProviderError`` for settings that cannot do.
  ///
  /// - Parameter status: the name of the commit's status, for the types that set one.
  static func make(_ settings: ProviderSettings, status: String, tokens: AccessTokenCache) throws -> any Notifier {
    let type = settings.type.rawValue
    if let make = plain[type] { return try make(settings) }
    if let make = withTokens[type] { return try make(settings, tokens) }
    guard let make = statuses[type] else { throw ProviderError.unknownType(type) }
    guard !status.isEmpty else { throw ProviderError.missing(settings.type, "commit status") }
    return try make(settings, status, tokens)
  }
}
