import ControllerSupport
import Digests
import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// Google Pub/Sub: the event as a message of a topic, with a service account's key from the Secret.
struct GooglePubSub: Notifier {
  private let settings: ProviderSettings
  private let account: GoogleAccount
  private let url: RemoteURL
  private let tokens: AccessTokenCache

  /// - Parameter api: where the service is.
  init(_ settings: ProviderSettings, tokens: AccessTokenCache, api: String = "https://pubsub.googleapis.com") throws {
    self.settings = settings
    self.tokens = tokens
    guard !settings.address.isEmpty else { throw ProviderError.missing(settings.type, "GCP project ID") }
    guard !settings.channel.isEmpty else { throw ProviderError.missing(settings.type, "GCP Pub/Sub topic ID") }
    guard !settings.token.isEmpty else {
      throw ProviderError.unsupported(
        settings.type, "cloud identities are not supported; give a service account's JSON key as token in the Secret")
    }
    account = try GoogleAccount(settings)
    let topic = "v1/projects/\(settings.address.pathSegment)/topics/\(settings.channel.pathSegment):publish"
    guard let base = RemoteURL(api) else { throw ProviderError.badAddress(settings.type, expected: "a URL") }
    url = base.appending(encodedPath: topic)
  }

  func notify(_ notification: Notification, through sender: Sender) async throws {
    let token = try await tokens.token(settings, account.identity) {
      try await account.fetch(settings, sender)
    }
    var message: JSONValue = ["data": .string(Base64.encode(notification.told.json.serialized()))]
    if !settings.headers.isEmpty { message["attributes"] = JSONValue(settings.headers) }
    try await sender.send(
      settings.post(["messages": [message]], to: url, headers: ["Authorization": "Bearer \(token)"]))
  }
}

/// A service account, as its key file describes it.
struct GoogleAccount: Sendable {
  private let email: String
  private let key: PrivateKey
  private let tokenURL: RemoteURL
  /// What a token is kept under, with the key: who only knows the account's name must not be given its token.
  let identity: String

  init(_ settings: ProviderSettings) throws {
    guard let json = try? JSONParser.parse(Array(settings.token.utf8)), let email = json["client_email"]?.stringValue,
      let pem = json["private_key"]?.stringValue, let key = PrivateKey(pem: Array(pem.utf8)),
      let url = RemoteURL(json["token_uri"]?.stringValue ?? "https://oauth2.googleapis.com/token")
    else { throw ProviderError.invalid(settings.type, "the token is not a service account's JSON key") }
    self.email = email
    identity = "google/\(email)/\(DigestAlgorithm.sha256.hexDigest(of: settings.token))"
    self.key = key
    tokenURL = try settings.checked(url)
  }

  /// Exchanges a signed statement for a token (RFC 7523).
  func fetch(_ settings: ProviderSettings, _ sender: Sender) async throws -> AccessToken {
    let now = Timestamp.now().microseconds / 1_000_000
    let claims: JSONValue = [
      "iss": .string(email), "scope": "https://www.googleapis.com/auth/pubsub",
      "aud": .string(tokenURL.string(includingCredentials: false)), "iat": .number(JSONNumber(now)),
      "exp": .number(JSONNumber(now + 3600)),
    ]
    guard let assertion = key.webToken(claims) else {
      throw DeliveryError.unfit("the service account's key cannot sign")
    }
    let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=\(assertion)"
    let answer = try await sender.send(
      settings.post(
        Array(form.utf8), to: tokenURL, headers: ["Content-Type": "application/x-www-form-urlencoded"]),
      reading: true
    ).json("the token")
    guard let token = answer["access_token"]?.stringValue else {
      throw DeliveryError.badAnswer("Google gave no token for the service account")
    }
    let life = min(max(answer["expires_in"]?.intValue ?? 3600, 0), 86_400)
    return AccessToken(value: token, expires: Timestamp.now().advanced(by: .seconds(life)))
  }
}
