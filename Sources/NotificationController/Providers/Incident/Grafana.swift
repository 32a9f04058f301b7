import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// Grafana: an annotation on its dashboards.
struct Grafana: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.url()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.event
    var tags = ["flux", event.reportingController]
    tags += notification.metadata.map { "\(Grafana.withoutColons($0.key)): \(Grafana.withoutColons($0.value))" }
    let object = event.involvedObject
    tags += ["kind: \(object.kind ?? "")", "name: \(object.name ?? "")", "namespace: \(object.namespace ?? "")"]
    let annotation: JSONValue = [
      "when": .number(JSONNumber(event.timestamp.microseconds / 1_000_000)),
      "text": .string(notification.objectName), "tags": JSONValue(tags),
    ]
    return [
      settings.post(annotation, to: url, headers: settings.token.isEmpty ? settings.basic : settings.bearer)
    ]
  }

  private static func withoutColons(_ text: String) -> String { String(text.map { $0 == ":" ? "|" : $0 }) }
}
