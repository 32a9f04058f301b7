import ControllerSupport
import Digests
import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// How to log in to GitHub: with a token, or as an App that is installed in an organisation.
struct GitHubLogin: Sendable {
  private enum Way: Sendable {
    case token(String)
    case app(GitHubApp)
  }

  private let way: Way
  private let settings: ProviderSettings
  private let tokens: AccessTokenCache

  init(_ settings: ProviderSettings, tokens: AccessTokenCache) throws {
    self.settings = settings
    self.tokens = tokens
    if !settings.tokenOrPassword.isEmpty {
      way = .token(settings.tokenOrPassword)
    } else if settings.secret["githubAppID"] != nil {
      way = .app(try GitHubApp(settings))
    } else {
      throw ProviderError.invalid(settings.type, "github token or github app details must be specified")
    }
  }

  func token(through sender: Sender) async throws -> String {
    switch way {
    case .token(let token): return token
    case .app(let app):
      return try await tokens.token(settings, app.identity) { try await app.fetch(settings, sender) }
    }
  }

  /// The name of the App; `nil` when it is not one.
  func appName(through sender: Sender) async throws -> String? {
    guard case .app(let app) = way else { return nil }
    return try await app.slug(settings, sender)
  }
}

/// An App and where it is installed.
struct GitHubApp: Sendable {
  private let id: String
  private let key: PrivateKey
  private let keyDigest: String
  private let installation: String
  private let owner: String
  private let base: RemoteURL

  init(_ settings: ProviderSettings) throws {
    func text(_ name: String) -> String {
      settings.secret[name].map { String(decoding: $0, as: UTF8.self).trimmingSpaces } ?? ""
    }
    id = text("githubAppID")
    installation = text("githubAppInstallationID")
    owner = text("githubAppInstallationOwner")
    guard installation.isEmpty != owner.isEmpty else {
      throw ProviderError.invalid(
        settings.type, "exactly one of githubAppInstallationID and githubAppInstallationOwner must be given")
    }
    guard let pem = settings.secret["githubAppPrivateKey"], let key = PrivateKey(pem: pem) else {
      throw ProviderError.invalid(settings.type, "githubAppPrivateKey is not a private key in PEM")
    }
    self.key = key
    keyDigest = DigestAlgorithm.sha256.hexDigest(of: pem)
    let address = text("githubAppBaseURL")
    guard let base = RemoteURL(address.isEmpty ? "https://api.github.com" : address) else {
      throw ProviderError.invalid(settings.type, "githubAppBaseURL is not a URL")
    }
    self.base = try settings.checked(base)
  }

  /// What a token is kept under, with the key: who only knows the App's number must not be given its token.
  var identity: String { "github/\(base.redacted)/\(id)/\(installation)/\(owner)/\(keyDigest)" }

  func fetch(_ settings: ProviderSettings, _ sender: Sender) async throws -> AccessToken {
    let number = installation.isEmpty ? try await findInstallation(settings, sender) : installation
    let answer = try await call(.post, "app/installations/\(number.pathSegment)/access_tokens", settings, sender)
      .json("the App's token")
    guard let token = answer["token"]?.stringValue else {
      throw DeliveryError.badAnswer("GitHub gave no token for the App's installation")
    }
    let expiry = answer["expires_at"]?.stringValue.flatMap { Timestamp($0) }
    return AccessToken(value: token, expires: expiry ?? Timestamp.now().advanced(by: .seconds(3600)))
  }

  func slug(_ settings: ProviderSettings, _ sender: Sender) async throws -> String {
    guard let slug = try await call(.get, "app", settings, sender).json("the App")["slug"]?.stringValue else {
      throw DeliveryError.badAnswer("GitHub does not say the App's name")
    }
    return slug
  }

  private func findInstallation(_ settings: ProviderSettings, _ sender: Sender) async throws -> String {
    for kind in ["orgs", "users"] {
      let answer = try await call(
        .get, "\(kind)/\(owner.pathSegment)/installation", settings, sender, accepting: [404])
      if answer.status != 404, let id = try answer.json("the App's installation")["id"]?.intValue { return "\(id)" }
    }
    throw DeliveryError.refused("the GitHub App is not installed for '\(owner)'")
  }

  private func call(
    _ method: HTTPMethod, _ path: String, _ settings: ProviderSettings, _ sender: Sender, accepting: Set<Int> = []
  ) async throws -> Sender.Answer {
    let now = Timestamp.now().microseconds / 1_000_000
    let claims: JSONValue = [
      "iat": .number(JSONNumber(now - 60)), "exp": .number(JSONNumber(now + 540)), "iss": .string(id),
    ]
    guard let token = key.webToken(claims) else { throw DeliveryError.unfit("the GitHub App's key cannot sign") }
    var request = settings.request(method, base.appending(encodedPath: path))
    request.headers["Accept"] = "application/vnd.github+json"
    request.headers["Authorization"] = "Bearer \(token)"
    return try await sender.send(request, accepting: accepting, reading: true)
  }
}
