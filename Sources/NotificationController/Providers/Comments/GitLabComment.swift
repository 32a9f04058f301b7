import GitOpsAPI
import HTTP
import JSON

/// A note on a merge request on GitLab.
struct GitLabComment: Notifier {
  private let settings: ProviderSettings
  private let api: GitLabAPI

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    api = try GitLabAPI(settings)
    guard !settings.uid.isEmpty else { throw ProviderError.missing(settings.type, "provider UID") }
  }

  func notify(_ notification: Notification, through sender: Sender) async throws {
    let number = try ChangeRequestComment.number(notification.event)
    let marker = ChangeRequestComment.marker("flux-mr-comment-key", notification, providerUID: settings.uid)
    let body: JSONValue = ["body": .string(ChangeRequestComment.body(marker, notification))]
    guard let user = try await api.call(.get, "/user", through: sender).json("the user")["username"]?.stringValue
    else { throw DeliveryError.badAnswer("failed to get authenticated user info") }
    let notes = "merge_requests/\(number)/notes"
    let comments = try await api.call(
      .get, notes, query: [("sort", "asc"), ("order_by", "created_at"), ("per_page", "100")], through: sender
    ).json("the merge request's notes")
    let known = ChangeRequestComment.find(marker, in: comments, author: user) {
      $0[path: "author", "username"]?.stringValue
    }
    if let known {
      _ = try await api.call(.put, "\(notes)/\(known)", body: body, through: sender)
    } else {
      _ = try await api.call(.post, notes, body: body, through: sender)
    }
  }
}
