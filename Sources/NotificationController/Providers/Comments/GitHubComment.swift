import ControllerSupport
import GitOpsAPI
import HTTP
import JSON

/// A comment on a pull request on GitHub.
struct GitHubComment: Notifier {
  private let settings: ProviderSettings
  private let api: GitHubAPI

  init(_ settings: ProviderSettings, tokens: AccessTokenCache) throws {
    self.settings = settings
    api = try GitHubAPI(settings, tokens: tokens)
    guard !settings.uid.isEmpty else { throw ProviderError.missing(settings.type, "provider UID") }
  }

  func notify(_ notification: Notification, through sender: Sender) async throws {
    let number = try ChangeRequestComment.number(notification.event)
    let marker = ChangeRequestComment.marker("flux-pr-comment-key", notification, providerUID: settings.uid)
    let body: JSONValue = ["body": .string(ChangeRequestComment.body(marker, notification))]
    let user = try await api.userName(through: sender)
    let comments = try await api.call(
      .get, "issues/\(number)/comments",
      query: [("sort", "created"), ("direction", "asc"), ("per_page", "100")], through: sender
    ).json("the pull request's comments")
    let known = ChangeRequestComment.find(marker, in: comments, author: user) {
      $0[path: "user", "login"]?.stringValue
    }
    if let known {
      _ = try await api.call(.patch, "issues/comments/\(known)", body: body, through: sender)
    } else {
      _ = try await api.call(.post, "issues/\(number)/comments", body: body, through: sender)
    }
  }
}
