import Digests
import GitOpsAPI
import HTTP
import OperatorKit

/// OpenTelemetry: a span for each event, by OTLP over HTTP in its binary form, the one that every backend takes. Events of
/// one revision are one trace.
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
    var body = ProtobufWriter()
    // ExportTraceServiceRequest.resource_spans, and in it resource, scope_spans and schema_url.
    body.message(1) { spans in
      spans.message(1) { OTel.writeResource(notification.alert, to: &$0) }
      spans.message(2) { scope in
        scope.message(1) { $0.text(1, "flux:notification-controller") }
        scope.message(2) { OTel.writeSpan(notification, to: &$0) }
      }
      spans.text(3, "https://opentelemetry.io/schemas/1.34.0")
    }
    var headers: HTTPHeaders = [:]
    for (name, value) in settings.headers { headers[name] = value }
    headers["Content-Type"] = "application/x-protobuf"
    if headers["Authorization"] == nil { addAuthorization(&headers) }
    return [settings.post(body.bytes, to: url, headers: headers)]
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

  private static func writeResource(_ alert: Alert, to resource: inout ProtobufWriter) {
    attribute("service.name", "\(alert.key)", to: &resource, 1)
    attribute("service.namespace", alert.key.namespace, to: &resource, 1)
    attribute("service.instance.id", alert.metadata.uid ?? "", to: &resource, 1)
  }

  private static func writeSpan(_ notification: Notification, to span: inout ProtobufWriter) {
    let event = notification.told
    let object = event.involvedObject
    let trace = DigestAlgorithm.sha256.digest(
      of: "\(notification.alert.metadata.uid ?? ""):\(revision(event.metadata))")
    let id = DigestAlgorithm.sha256.digest(of: event.json.serialized(sortedKeys: true))
    let time = UInt64(clamping: event.timestamp.microseconds).multipliedReportingOverflow(by: 1_000).partialValue
    span.bytes(1, Array(trace.prefix(16)))
    span.bytes(2, Array(id.prefix(8)))
    span.text(5, "\(object.kind ?? ""): \(object.namespace ?? "")/\(object.name ?? "")")
    span.number(6, 1)  // of the kind that is internal
    span.fixed64(7, time)
    span.fixed64(8, time)
    attribute("object.uid", object.uid ?? "", to: &span, 9)
    attribute("object.kind", object.kind ?? "", to: &span, 9)
    attribute("object.name", object.name ?? "", to: &span, 9)
    attribute("object.namespace", object.namespace ?? "", to: &span, 9)
    for (key, value) in notification.metadata { attribute(key, value, to: &span, 9) }
    span.message(15) { status in
      status.text(2, event.message)
      status.number(3, notification.isError ? 2 : 1)
    }
  }

  /// What the events of one delivery have in common.
  private static func revision(_ metadata: [String: String]) -> String {
    if let version = metadata[EventMetadata.appVersion], let digest = metadata[EventMetadata.ociDigest] {
      return "\(version)@\(digest)"
    }
    return metadata[EventMetadata.revision] ?? "unknown"
  }

  private static func attribute(
    _ key: String, _ value: String, to message: inout ProtobufWriter, _ field: UInt64
  ) {
    message.message(field) { pair in
      pair.text(1, key)
      pair.message(2) { $0.bytes(1, Array(value.utf8)) }
    }
  }
}
