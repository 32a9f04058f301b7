import Digests
import GitOpsAPI
import HTTP
import JSON

/// The status of a commit on Bitbucket Server or Data Center.
struct BitbucketServerStatus: StatusNotifier {
  static let states: (success: String, failure: String, pending: String?) = ("SUCCESSFUL", "FAILED", nil)

  private let settings: ProviderSettings
  private let base: RemoteURL
  private let key: String

  /// For one attempt, however much time the delivery has.
  static let patience = Duration.seconds(15)
  private let patience: Duration

  init(
    _ settings: ProviderSettings, context: String, patience: Duration = BitbucketServerStatus.patience
  ) throws {
    self.settings = settings
    self.patience = patience
    let url = try settings.url()
    guard !settings.token.isEmpty || (!settings.username.isEmpty && !settings.password.isEmpty) else {
      throw ProviderError.invalid(
        settings.type, "invalid credentials, expected to be one of username/password or API Token")
    }
    // What is in front of the last /scm/ is where the server lives below its host.
    let parts = url.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard let scm = parts.lastIndex(of: "scm"), scm + 3 == parts.count, var name = parts.last else {
      throw ProviderError.badAddress(settings.type, expected: "an http(s) address to clone from, with /scm/ in it")
    }
    if name.hasSuffix(".git") { name.removeLast(4) }
    let path = parts[..<scm] + ["rest", "api", "latest", "projects", parts[scm + 1], "repos", name, "commits"]
    base = url.withoutCredentials.withoutQuery.replacing(path: "").appending(
      encodedPath: path.joined(separator: "/"))
    key = DigestAlgorithm.sha1.hexDigest(of: context)
  }

  func isSet(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws -> Bool {
    let url = builds(status).appending(query: [("key", key)])
    let answer = try await sender.send(impatient(settings.request(.get, url, headers: headers)), accepting: [404])
    guard answer.status == 200 else { return false }
    let known = try answer.json("the commit's status")
    return known["key"]?.stringValue == key && known["state"]?.stringValue == status.state
      && known["description"]?.stringValue == status.description && known["name"]?.stringValue == name(status, event)
  }

  func set(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws {
    let body: JSONValue = [
      "key": .string(key), "state": .string(status.state), "url": .string(settings.address),
      "description": .string(status.description), "name": .string(name(status, event)),
    ]
    try await sender.send(impatient(settings.post(body, to: builds(status), headers: headers)))
  }

  private func impatient(_ request: HTTPRequest) -> HTTPRequest {
    var request = request
    request.options.totalTimeout = patience
    return request
  }

  /// What the server shows, in which it has no place of its own for the description.
  private func name(_ status: CommitStatus, _ event: ControllerEvent) -> String {
    "\(StatusName.nameAndDescription(event).name) [\(status.description)]"
  }

  private func builds(_ status: CommitStatus) -> RemoteURL {
    base.appending(encodedPath: "\(status.commit)/builds")
  }

  private var headers: HTTPHeaders {
    var headers = settings.token.isEmpty ? settings.basic : settings.bearer
    headers["x-atlassian-token"] = "no-check"
    headers["x-requested-with"] = "XMLHttpRequest"
    return headers
  }
}
