import Digests
import GitOpsAPI
import HTTP
import JSON

/// Opsgenie. Equal failures of one object are one alert there.
struct Opsgenie: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.webhook()
    guard !settings.token.isEmpty else { throw ProviderError.missing(settings.type, "token") }
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.told
    let object = event.involvedObject
    let (kind, name) = (object.kind ?? "", object.name ?? "")
    let identity = "\(settings.uid)/\(kind)/\(object.namespace ?? "")/\(name)/\(event.reason)"
    var details = event.metadata
    details["severity"] = event.severity.rawValue
    return [
      settings.post(
        [
          "message": .string("\(kind)/\(name)"), "alias": .string(DigestAlgorithm.sha256.hexDigest(of: identity)),
          "description": .string(event.message), "details": .init(details),
        ], to: url, headers: ["Authorization": "GenieKey \(settings.token)"])
    ]
  }
}
