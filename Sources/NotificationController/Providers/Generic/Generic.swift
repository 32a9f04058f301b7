import Digests
import GitOpsAPI
import HTTP
import JSON

/// `generic` and `generic-hmac`: the event itself, to wherever the address says.
struct Generic: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL
  private let isSigned: Bool

  init(_ settings: ProviderSettings, isSigned: Bool) throws {
    self.settings = settings
    self.isSigned = isSigned
    url = try settings.webhook()
    if isSigned, settings.token.isEmpty { throw ProviderError.invalid(settings.type, "HMAC key is empty") }
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.told
    let body = event.json.serialized()
    var headers: HTTPHeaders = ["gotk-component": event.reportingController]
    for (name, value) in settings.headers { headers[name] = value }
    if isSigned {
      let code = DigestAlgorithm.sha256.authenticationCode(of: body, key: Array(settings.token.utf8))
      guard !code.isEmpty else { throw DeliveryError.unfit("the signature of the event could not be made") }
      headers["X-Signature"] = "sha256=\(code.hexString)"
    }
    return [settings.post(body, to: url, headers: headers)]
  }
}
