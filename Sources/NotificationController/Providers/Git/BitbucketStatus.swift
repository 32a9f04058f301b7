import Digests
import GitOpsAPI
import HTTP
import JSON

/// The status of a commit on Bitbucket Cloud.
struct BitbucketStatus: StatusNotifier {
  static let states: (success: String, failure: String, pending: String?) = ("SUCCESSFUL", "FAILED", nil)

  private let settings: ProviderSettings
  private let base: RemoteURL
  private let key: String
  private let headers: HTTPHeaders

  /// - Parameter api: where Bitbucket's API is.
  init(_ settings: ProviderSettings, context: String, api: String = "https://api.bitbucket.org/2.0") throws {
    self.settings = settings
    let parts = settings.token.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let url = RemoteURL(api) else {
      throw ProviderError.invalid(settings.type, "invalid token format, expected to be <user>:<password>")
    }
    let (owner, name) = try GitAddress(settings).ownerAndRepository(settings.type)
    base = url.appending(encodedPath: "repositories/\(owner.pathSegment)/\(name.pathSegment)/commit")
    // A key has room for forty characters.
    key = DigestAlgorithm.sha1.hexDigest(of: context)
    var headers: HTTPHeaders = ["Accept": "application/json"]
    headers.setBasicAuthorization(user: parts[0], password: parts[1])
    self.headers = headers
  }

  func isSet(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws -> Bool {
    let url = base.appending(encodedPath: "\(status.commit)/statuses/build/\(key)")
    let answer = try await sender.send(settings.request(.get, url, headers: headers), accepting: [404])
    guard answer.status != 404 else { return false }
    let known = try answer.json("the commit's status")
    return known["state"]?.stringValue == status.state && known["description"]?.stringValue == status.description
  }

  func set(_ status: CommitStatus, _ event: ControllerEvent, through sender: Sender) async throws {
    let body: JSONValue = [
      "key": .string(key), "state": .string(status.state),
      "name": .string(StatusName.nameAndDescription(event).name), "description": .string(status.description),
      "url": "https://bitbucket.org",
    ]
    let url = base.appending(encodedPath: "\(status.commit)/statuses/build")
    try await sender.send(settings.post(body, to: url, headers: headers))
  }
}
