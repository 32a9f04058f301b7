import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// Datadog's events.
struct Datadog: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    guard !settings.token.isEmpty else { throw ProviderError.missing(settings.type, "token") }
    url = try settings.url().withoutQuery.replacing(path: "/api/v1/events")
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.told
    let object = event.involvedObject
    let (kind, name, namespace) = (object.kind ?? "", object.name ?? "", object.namespace ?? "")
    var tags = [
      "flux_reporting_controller:\(event.reportingController)", "flux_reason:\(event.reason)", "kube_kind:\(kind)",
      "kube_name:\(name)", "kube_namespace:\(namespace)",
    ]
    tags += notification.metadata.map { "\($0.key):\($0.value)" }
    return [
      settings.post(
        [
          "title": .string("Events from the \(kind) \(name)/\(namespace)"), "text": .string(event.message),
          "tags": JSONValue(tags.map { $0.lowercased() }), "source_type_name": "fluxcd",
          "date_happened": .number(JSONNumber(event.timestamp.microseconds / 1_000_000)),
          "alert_type": notification.isError ? "error" : "info",
        ], to: url, headers: ["DD-API-KEY": settings.token])
    ]
  }
}
