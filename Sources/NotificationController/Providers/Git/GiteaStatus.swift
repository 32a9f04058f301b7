import GitOpsAPI
import HTTP
import JSON
import Logging

/// The status of a commit on a Gitea server, the only one that is told of work in progress.
struct GiteaStatus: StatusNotifier {
  static let states: (success: String, failure: String, pending: String?) = ("success", "failure", "pending")

  private let api: GiteaAPI
  private let context: String
  private let isVerbose: Bool

  private static let page = 50
  private static let maximumPages = 4
  private static let logger = Logger(label: "gitea")

  init(_ settings: ProviderSettings, context: String, isVerbose: Bool = GiteaDebug.isOn) throws {
    api = try GiteaAPI(settings)
    self.context = context
    self.isVerbose = isVerbose
  }

  func isSet(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws -> Bool {
    var newest: (id: Int, JSONValue)?
    for page in 1...GiteaStatus.maximumPages {
      let statuses = try await list(status.commit, page, through: sender)
      for entry in statuses where entry["context"]?.stringValue == context {
        let id = entry["id"]?.intValue ?? 0
        if id >= newest?.id ?? .min { newest = (id, entry) }
      }
      if newest != nil || statuses.count < GiteaStatus.page { break }
    }
    guard let known = newest?.1 else { return false }
    let same =
      known["status"]?.stringValue == status.state && known["description"]?.stringValue == status.description
    if same, isVerbose { log("skips a status that is set", status) }
    return same
  }

  func set(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws {
    if isVerbose { log("sets a status", status) }
    let body: JSONValue = [
      "state": .string(status.state), "target_url": "", "description": .string(status.description),
      "context": .string(context),
    ]
    _ = try await api.call(.post, "statuses/\(status.commit)", body: body, through: sender)
    if isVerbose { log("has set a status", status) }
  }

  private func list(_ commit: String, _ page: Int, through sender: Sender) async throws -> [JSONValue] {
    let answer = try await api.call(
      .get, "statuses/\(commit)", query: [("page", "\(page)"), ("limit", "\(GiteaStatus.page)")], through: sender)
    guard let list = try answer.json("the commit's statuses").arrayValue else {
      throw DeliveryError.badAnswer("could not list commit statuses: the answer is no list")
    }
    return list
  }

  private func log(_ message: Logger.Message, _ status: CommitStatus) {
    GiteaStatus.logger.info(
      message, metadata: ["commit": "\(status.commit)", "context": "\(context)", "state": "\(status.state)"])
  }
}
