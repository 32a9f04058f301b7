import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// PagerDuty: a failure opens an incident of its object, anything else closes it and leaves a change event.
struct PagerDuty: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    url = try settings.url().withoutQuery.replacing(path: "")
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    let event = notification.told
    guard event.reason != Reason.progressing else { return [] }
    let (name, description) = StatusName.nameAndDescription(event)
    let object = event.involvedObject
    let details: JSONValue = ["message": .string(event.message), "metadata": JSONValue(event.metadata)]
    let common: JSONObject = [
      "summary": .string("\(description): \(name)"), "source": .string("Flux \(event.reportingController)"),
      "timestamp": .string(event.timestamp.description), "custom_details": details,
    ]
    var incident: JSONValue = [
      "routing_key": .string(settings.channel), "event_action": notification.isError ? "trigger" : "resolve",
      "dedup_key": .string(object.uid ?? ""),
    ]
    if notification.isError {
      var payload = common
      payload["severity"] = "error"
      payload["component"] = .string(object.name ?? "")
      payload["group"] = .string(object.kind ?? "")
      incident["payload"] = .object(payload)
    }
    var requests = [settings.post(incident, to: url.replacing(path: "/v2/enqueue"))]
    if event.severity == .info {
      let change: JSONValue = ["routing_key": .string(settings.channel), "payload": .object(common)]
      requests.append(settings.post(change, to: url.replacing(path: "/v2/change/enqueue")))
    }
    return requests
  }
}
