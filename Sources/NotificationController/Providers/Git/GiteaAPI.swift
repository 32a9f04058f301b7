import GitOpsAPI
import HTTP
import JSON

/// One repository on a Gitea or Forgejo server.
struct GiteaAPI: Sendable {
  private let settings: ProviderSettings
  private let base: RemoteURL
  private let repository: String

  /// The server may be below a path of its own: the last two names of the address are owner and repository.
  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    guard !settings.tokenOrPassword.isEmpty else { throw ProviderError.missing(settings.type, "gitea token") }
    let address = try GitAddress(settings)
    let parts = address.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else {
      throw ProviderError.invalid(settings.type, "invalid repository id '\(address.path)', expected owner/repository")
    }
    let below = parts.dropLast(2).map { "\($0.pathSegment)/" }.joined()
    base = address.server.appending(encodedPath: "\(below)api/v1")
    repository = "repos/\(parts[parts.count - 2].pathSegment)/\(parts[parts.count - 1].pathSegment)"
  }

  /// - Parameter path: below the repository, percent-encoded; with a slash in front below the API.
  func call(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: JSONValue? = nil,
    through sender: Sender
  ) async throws -> Sender.Answer {
    let target = path.hasPrefix("/") ? String(path.dropFirst()) : "\(repository)/\(path)"
    var request = settings.request(method, base.appending(encodedPath: target).appending(query: query))
    request.headers["Accept"] = "application/json"
    request.headers["Authorization"] = "token \(settings.tokenOrPassword)"
    if let body {
      request.headers["Content-Type"] = "application/json"
      request.body = .bytes(body.serialized())
    }
    do {
      return try await sender.send(request)
    } catch DeliveryError.status(404, let text, let url) where path != "/version" {
      // What is missing, the repository or the whole server? Gitea also answers so when a token may not see something.
      guard let version = try? await call(.get, "/version", through: sender).json("the version")["version"]?.stringValue
      else { throw DeliveryError.status(404, body: "this is no Gitea server; check the address", url: url) }
      let hint = "Gitea \(version) does not know the repository or the commit, or the token may not see it"
      throw DeliveryError.status(404, body: "\(hint): \(text)", url: url)
    }
  }
}
