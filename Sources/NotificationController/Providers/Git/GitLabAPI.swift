import GitOpsAPI
import HTTP
import JSON

/// One project on a GitLab server; groups may be nested.
struct GitLabAPI: Sendable {
  private let settings: ProviderSettings
  private let base: RemoteURL
  private let project: String

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    guard !settings.tokenOrPassword.isEmpty else { throw ProviderError.missing(settings.type, "gitlab token") }
    let address = try GitAddress(settings)
    base = address.server.appending(path: "api/v4")
    project = "projects/\(address.path.pathSegment)"
  }

  /// - Parameter path: below the project, percent-encoded; with a slash in front below the API.
  func call(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: JSONValue? = nil,
    through sender: Sender
  ) async throws -> Sender.Answer {
    let target = path.hasPrefix("/") ? String(path.dropFirst()) : "\(project)/\(path)"
    var request = settings.request(method, base.appending(encodedPath: target).appending(query: query))
    request.headers["Accept"] = "application/json"
    request.headers["PRIVATE-TOKEN"] = settings.tokenOrPassword
    if let body {
      request.headers["Content-Type"] = "application/json"
      request.body = .bytes(body.serialized())
    }
    return try await sender.send(request)
  }
}
