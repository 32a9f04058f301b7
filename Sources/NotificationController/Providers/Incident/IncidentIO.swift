import GitOpsAPI
import HTTP
import JSON

/// incident.io: a failure fires an alert of its object, anything else resolves it.
struct IncidentIO: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.webhook()
    guard !settings.token.isEmpty else { throw ProviderError.missing(settings.type, "token") }
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.told
    guard event.reason != Reason.progressing else { return [] }
    var metadata = event.metadata
    metadata["severity"] = event.severity.rawValue
    metadata["reason"] = event.reason
    if !event.reportingController.isEmpty { metadata["reportingController"] = event.reportingController }
    return [
      settings.post(
        [
          "title": .string("\(notification.objectName): \(event.reason)"),
          "status": notification.isError ? "firing" : "resolved",
          "deduplication_key": .string(event.involvedObject.uid ?? ""), "description": .string(event.message),
          "metadata": JSONValue(metadata),
        ], to: url, headers: settings.bearer)
    ]
  }
}
