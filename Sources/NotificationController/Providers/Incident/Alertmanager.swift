import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// Prometheus' Alertmanager: an alert without an end, which it lets expire.
struct Alertmanager: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.url()
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.told
    let object = event.involvedObject
    var labels = event.metadata
    var annotations = ["message": event.message]
    annotations[EventMetadata.summary] = labels.removeValue(forKey: EventMetadata.summary)
    labels["alertname"] = "Flux\(object.kind ?? "")\(Alertmanager.title(event.reason))"
    labels["severity"] = event.severity.rawValue
    labels["reason"] = event.reason
    labels["kind"] = object.kind ?? ""
    labels["name"] = object.name ?? ""
    labels["namespace"] = object.namespace ?? ""
    labels["reportingcontroller"] = event.reportingController
    let alert: JSONValue = [
      "status": "firing", "labels": JSONValue(labels), "annotations": JSONValue(annotations),
      "startsAt": .string(event.timestamp.description), "endsAt": "0001-01-01T00:00:00Z",
    ]
    let basic = settings.basic
    return [settings.post([alert], to: url, headers: basic.isEmpty ? settings.bearer : basic)]
  }

  /// The first letter of each word large, the others small.
  private static func title(_ text: String) -> String {
    var result = ""
    var begins = true
    for character in text {
      result += begins ? character.uppercased() : character.lowercased()
      begins = !character.isLetter && !character.isNumber && character != "'"
    }
    return result
  }
}
