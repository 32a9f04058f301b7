import ControllerSupport
import GitOpsAPI
import HTTP
import JSON

/// The status of a commit on GitHub.
struct GitHubStatus: StatusNotifier {
  static let states: (success: String, failure: String, pending: String?) = ("success", "failure", nil)

  private let api: GitHubAPI
  private let context: String

  init(_ settings: ProviderSettings, context: String, tokens: AccessTokenCache) throws {
    api = try GitHubAPI(settings, tokens: tokens)
    self.context = context
  }

  /// GitHub lists the newest first.
  func isSet(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws -> Bool {
    let answer = try await api.call(
      .get, "commits/\(status.commit)/statuses", query: [("per_page", "50")], through: sender)
    let known = try answer.json("the commit's statuses").arrayValue?.first { $0["context"]?.stringValue == context }
    return known?["state"]?.stringValue == status.state && known?["description"]?.stringValue == status.description
  }

  func set(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws {
    let body: JSONValue = [
      "state": .string(status.state), "context": .string(context), "description": .string(status.description),
    ]
    _ = try await api.call(.post, "statuses/\(status.commit)", body: body, through: sender)
  }
}
