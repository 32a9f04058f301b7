import GitOpsAPI
import HTTP
import JSON

/// The status of a commit on Azure DevOps.
struct AzureDevOpsStatus: StatusNotifier {
  static let states: (success: String, failure: String, pending: String?) = ("succeeded", "error", nil)

  private let settings: ProviderSettings
  private let base: RemoteURL
  private let context: String

  init(_ settings: ProviderSettings, context: String) throws {
    self.settings = settings
    self.context = context
    guard !settings.token.isEmpty else {
      throw ProviderError.unsupported(
        settings.type, "cloud identities are not supported; give a personal access token in the Secret")
    }
    let address = try GitAddress(settings)
    let parts = address.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[2] == "_git" else {
      throw ProviderError.invalid(
        settings.type, "invalid repository id '\(address.path)', expected organization/project/_git/repository")
    }
    let names = parts.map(\.pathSegment)
    base = address.server.appending(
      encodedPath: "\(names[0])/\(names[1])/_apis/git/repositories/\(names[3])/commits")
  }

  func isSet(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws -> Bool {
    let answer = try await sender.send(settings.request(.get, url(status), headers: headers))
    let list = try answer.json("the commit's statuses")["value"]?.arrayValue ?? []
    let genre = AzureDevOpsStatus.genre(event)
    let newest = list.filter { known in
      known[path: "context", "name"]?.stringValue == context && known[path: "context", "genre"]?.stringValue == genre
    }.max { ($0["id"]?.intValue ?? 0) < ($1["id"]?.intValue ?? 0) }
    return newest?["state"]?.stringValue == status.state && newest?["description"]?.stringValue == status.description
  }

  func set(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws {
    let body: JSONValue = [
      "description": .string(status.description), "state": .string(status.state),
      "context": ["genre": .string(AzureDevOpsStatus.genre(event)), "name": .string(context)],
    ]
    try await sender.send(settings.post(body, to: url(status), headers: headers))
  }

  private func url(_ status: CommitStatus) -> RemoteURL {
    base.appending(encodedPath: "\(status.commit)/statuses").appending(query: [("api-version", "6.0")])
  }

  private var headers: HTTPHeaders {
    var headers: HTTPHeaders = ["Accept": "application/json"]
    headers.setBasicAuthorization(user: "", password: settings.token)
    return headers
  }

  /// What the names of statuses are told apart by: `fluxcd`, or with a summary `fluxcd:<summary>`.
  private static func genre(_ event: ControllerEvent) -> String {
    event.metadata[EventMetadata.summary].map { "fluxcd:\($0)" } ?? "fluxcd"
  }
}
