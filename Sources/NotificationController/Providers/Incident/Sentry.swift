import Digests
import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// Sentry: failures as events, everything else as traces, which raise no alarm.
struct Sentry: RequestNotifier {
  private let settings: ProviderSettings
  private let dsn: SentryDSN

  init(_ settings: ProviderSettings) throws {
    self.settings = settings
    guard !settings.address.isEmpty else { throw ProviderError.missing(settings.type, "DSN") }
    guard let dsn = SentryDSN(settings.address) else {
      throw ProviderError.badAddress(settings.type, expected: "a DSN such as https://key@sentry.example.com/1")
    }
    _ = try settings.checked(dsn.envelope)
    self.dsn = dsn
  }

  func requests(for notification: Notification) throws -> [HTTPRequest] {
    guard notification.event.severity != .trace else { return [] }
    let seed = DigestAlgorithm.sha256.digest(of: notification.told.json.serialized(sortedKeys: true))
    let id = Array(seed.prefix(16)).hexString
    let payload = notification.isError ? failure(notification, id) : trace(notification, id, seed)
    let body = payload.serialized()
    let time = notification.event.timestamp.description
    let envelope: JSONValue = ["event_id": .string(id), "sent_at": .string(time)]
    let item: JSONValue = [
      "type": notification.isError ? "event" : "transaction", "length": JSONValue(body.count),
    ]
    let lines = [envelope.serialized(), item.serialized(), body].map { $0 + [UInt8(ascii: "\n")] }
    return [
      settings.post(
        Array(lines.joined()), to: dsn.envelope,
        headers: [
          "Content-Type": "application/x-sentry-envelope",
          "X-Sentry-Auth": "Sentry sentry_version=7, sentry_client=flux-swift/1, sentry_key=\(dsn.key)",
        ])
    ]
  }

  private func summary(_ notification: Notification) -> String {
    let object = notification.event.involvedObject
    return "\(object.kind ?? ""): \(object.namespace ?? "")/\(object.name ?? "")"
  }

  private func failure(_ notification: Notification, _ id: String) -> JSONValue {
    let event = notification.told
    var json: JSONValue = [
      "event_id": .string(id), "timestamp": .string(event.timestamp.description), "level": "error",
      "platform": "other", "server_name": .string(event.reportingController),
      "transaction": .string(summary(notification)), "message": .string(event.message),
      "contexts": ["metadata": JSONValue(event.metadata)],
    ]
    if !settings.channel.isEmpty { json["environment"] = .string(settings.channel) }
    return json
  }

  private func trace(_ notification: Notification, _ id: String, _ seed: [UInt8]) -> JSONValue {
    let event = notification.told
    let object = event.involvedObject
    var tags = event.metadata
    tags["flux_involved_object_kind"] = object.kind ?? ""
    tags["flux_involved_object_namespace"] = object.namespace ?? ""
    tags["flux_involved_object_name"] = object.name ?? ""
    tags["flux_reporting_controller"] = event.reportingController
    tags["flux_reporting_instance"] = event.reportingInstance ?? ""
    tags["flux_reason"] = event.reason
    let time = JSONValue.string(event.timestamp.description)
    let traceID = JSONValue.string(Array(seed.dropFirst(16).prefix(16)).hexString)
    let spanID = JSONValue.string(Array(seed.prefix(8)).hexString)
    var json: JSONValue = [
      "event_id": .string(id), "type": "transaction", "transaction": .string(summary(notification)),
      "platform": "other", "message": .string(event.message), "start_timestamp": time, "timestamp": time,
      "contexts": ["trace": ["trace_id": traceID, "span_id": spanID, "op": "event"]], "tags": JSONValue(tags),
      "spans": [
        [
          "trace_id": traceID, "span_id": spanID, "op": "event", "description": "event", "start_timestamp": time,
          "timestamp": time, "tags": JSONValue(tags),
        ]
      ],
    ]
    if !settings.channel.isEmpty { json["environment"] = .string(settings.channel) }
    return json
  }
}

/// A Data Source Name: key, host and project in one URL.
struct SentryDSN: Sendable {
  let key: String
  /// Where envelopes go.
  let envelope: RemoteURL

  init?(_ text: String) {
    guard let url = RemoteURL(text), url.scheme == "http" || url.scheme == "https", let key = url.user, !key.isEmpty,
      let slash = url.path.lastIndex(of: "/")
    else { return nil }
    let project = url.path[url.path.index(after: slash)...]
    guard !project.isEmpty else { return nil }
    self.key = key
    var base = url.withoutCredentials.withoutQuery.replacing(path: "")
    base = base.appending(encodedPath: "\(url.path[..<slash])/api/\(project)/envelope/")
    envelope = base
  }
}
