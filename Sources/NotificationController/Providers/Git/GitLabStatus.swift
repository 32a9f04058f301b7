import GitOpsAPI
import HTTP
import JSON

/// The status of a commit on GitLab.
struct GitLabStatus: StatusNotifier {
  static let states: (success: String, failure: String, pending: String?) = ("success", "failed", nil)

  private let api: GitLabAPI
  private let context: String

  init(_ settings: ProviderSettings, context: String) throws {
    api = try GitLabAPI(settings)
    self.context = context
  }

  /// GitLab lists, unless asked for all, the newest of each name.
  func isSet(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws -> Bool {
    let answer = try await api.call(
      .get, "repository/commits/\(status.commit)/statuses", query: [("name", context)], through: sender)
    return try answer.json("the commit's statuses").arrayValue?.contains { known in
      known["sha"]?.stringValue == status.commit && known["name"]?.stringValue == context
        && known["status"]?.stringValue == status.state && known["description"]?.stringValue == status.description
    } ?? false
  }

  func set(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws {
    let body: JSONValue = [
      "state": .string(status.state), "name": .string(context), "description": .string(status.description),
    ]
    _ = try await api.call(.post, "statuses/\(status.commit)", body: body, through: sender)
  }
}
