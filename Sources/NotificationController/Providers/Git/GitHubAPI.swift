import ControllerSupport
import GitOpsAPI
import HTTP
import JSON

/// One repository on GitHub or on a GitHub Enterprise server.
struct GitHubAPI: Sendable {
  let settings: ProviderSettings
  let base: RemoteURL
  let repository: String
  private let login: GitHubLogin

  init(_ settings: ProviderSettings, tokens: AccessTokenCache) throws {
    self.settings = settings
    login = try GitHubLogin(settings, tokens: tokens)
    let address = try GitAddress(settings)
    let (owner, name) = try address.ownerAndRepository(settings.type)
    repository = "repos/\(owner.pathSegment)/\(name.pathSegment)"
    let isPublic = address.server.host == "github.com"
    guard let base = isPublic ? RemoteURL("https://api.github.com") : address.server.appending(path: "api/v3") else {
      throw ProviderError.badAddress(settings.type, expected: "the address of a Git repository")
    }
    self.base = base
  }

  /// - Parameter path: below the repository, percent-encoded; with a slash in front below the API.
  func call(
    _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [], body: JSONValue? = nil,
    through sender: Sender
  ) async throws -> Sender.Answer {
    let target = path.hasPrefix("/") ? String(path.dropFirst()) : "\(repository)/\(path)"
    var request = settings.request(method, base.appending(encodedPath: target).appending(query: query))
    request.headers["Accept"] = "application/vnd.github+json"
    request.headers["Authorization"] = "Bearer \(try await login.token(through: sender))"
    if let body {
      request.headers["Content-Type"] = "application/json"
      request.body = .bytes(body.serialized())
    }
    return try await sender.send(request)
  }

  /// The name under which comments of ours appear.
  func userName(through sender: Sender) async throws -> String {
    if let slug = try await login.appName(through: sender) { return "\(slug)[bot]" }
    guard let name = try await call(.get, "/user", through: sender).json("the user")["login"]?.stringValue else {
      throw DeliveryError.badAnswer("failed to get authenticated user info")
    }
    return name
  }
}
