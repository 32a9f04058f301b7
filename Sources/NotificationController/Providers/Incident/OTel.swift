import Digests
import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// OpenTelemetry: a span for each event, by OTLP over HTTP in its JSON form. Events of one revision are one trace.
struct OTel: RequestNotifier {
  private let settings: ProviderSettings
  private let url: RemoteURL

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    let endpoint = try settings.url()
    url = ["", "/"].contains(endpoint.path) ? endpoint.replacing(path: "/v1/traces") : endpoint
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    guard notification.event.involvedObject.kind != "HelmRepository" else { return [] }
    let body: JSONValue = [
      "resourceSpans": [
        [
          "resource": ["attributes": OTel.resource(notification.alert)],
          "schemaUrl": "https://opentelemetry.io/schemas/1.34.0",
          "scopeSpans": [
            ["scope": ["name": "flux:notification-controller"], "spans": [OTel.span(notification)]]
          ],
        ]
      ]
    ]
    var headers: HTTPHeaders = [:]
    for (name, value) in settings.headers { headers[name] = value }
    if headers["Authorization"] == nil { addAuthorization(&headers) }
    return [settings.post(body, to: url, headers: headers)]
  }

  /// A password without a user name is a token.
  private func addAuthorization(_ headers: inout HTTPHeaders) {
    let token = settings.tokenOrPassword
    if settings.username.isEmpty {
      if !token.isEmpty { headers.setBearerAuthorization(token) }
    } else if !settings.password.isEmpty {
      headers.setBasicAuthorization(user: settings.username, password: settings.password)
    }
  }

  private static func resource(_ alert: Alert) -> JSONValue {
    [
      attribute("service.name", "\(alert.key)"), attribute("service.namespace", alert.key.namespace),
      attribute("service.instance.id", alert.metadata.uid ?? ""),
    ]
  }

  private static func span(_ notification: Notification) -> JSONValue {
    let event = notification.told
    let object = event.involvedObject
    let trace = DigestAlgorithm.sha256.digest(
      of: "\(notification.alert.metadata.uid ?? ""):\(revision(event.metadata))")
    let span = DigestAlgorithm.sha256.digest(of: event.json.serialized(sortedKeys: true))
    let time = JSONValue.string("\(event.timestamp.microseconds)000")
    var attributes = [
      attribute("object.uid", object.uid ?? ""), attribute("object.kind", object.kind ?? ""),
      attribute("object.name", object.name ?? ""), attribute("object.namespace", object.namespace ?? ""),
    ]
    attributes += notification.metadata.map { attribute($0.key, $0.value) }
    return [
      "traceId": .string(Array(trace.prefix(16)).hexString), "spanId": .string(Array(span.prefix(8)).hexString),
      "name": .string("\(object.kind ?? ""): \(object.namespace ?? "")/\(object.name ?? "")"), "kind": 1,
      "startTimeUnixNano": time, "endTimeUnixNano": time, "attributes": .array(attributes),
      "status": ["code": notification.isError ? 2 : 1, "message": .string(event.message)],
    ]
  }

  /// What the events of one delivery have in common.
  private static func revision(_ metadata: [String: String]) -> String {
    if let version = metadata[EventMetadata.appVersion], let digest = metadata[EventMetadata.ociDigest] {
      return "\(version)@\(digest)"
    }
    return metadata[EventMetadata.revision] ?? "unknown"
  }

  private static func attribute(_ key: String, _ value: String) -> JSONValue {
    ["key": .string(key), "value": ["stringValue": .string(value)]]
  }
}
