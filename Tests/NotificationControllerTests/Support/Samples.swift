import GitOpsAPI
import HTTP
import OperatorKit

@testable import ControllerSupport
@testable import NotificationController

/// Events, Alerts and settings that tests begin with.
enum Samples {
  static let commit = "0123456789abcdef0123456789abcdef01234567"

  static func event(
    _ severity: ControllerEvent.Severity = .info, reason: String = "ReconciliationSucceeded",
    message: String = "done", metadata: [String: String] = ["revision": "main@sha1:\(commit)"]
  ) -> ControllerEvent {
    var object = EventObject(
      type: Kustomization.resourceType, metadata: ObjectMeta(name: "shop", namespace: "apps"))
    object.uid = "uid-1"
    return ControllerEvent(
      involvedObject: object, severity: severity, timestamp: Timestamp(microseconds: 1_700_000_000_000_000),
      message: message, reason: reason, metadata: metadata, reportingController: "kustomize-controller",
      reportingInstance: "pod-1")
  }

  static let revision = "main@sha1:\(commit)"

  /// A success and a failure, as most providers are told of them.
  static let info = event()
  static let failure = event(
    .error, reason: "HealthCheckFailed", message: "it failed\nbadly",
    metadata: ["revision": revision, "summary": "prod"])
  static let both = [info, failure]

  static func alert(_ change: (inout Alert.Spec) -> Void = { _ in }) -> Alert {
    var spec = Alert.Spec(
      providerRef: LocalObjectReference(name: "chat"),
      eventSources: [EventSource(kind: EventSourceKind(rawValue: "Kustomization"), name: "*")])
    change(&spec)
    var alert = Alert(metadata: ObjectMeta(name: "all", namespace: "apps"), spec: spec)
    alert.metadata.uid = "alert-uid"
    return alert
  }

  static func notification(_ event: ControllerEvent = event()) -> Notification {
    Notification(event: event, alert: alert())
  }

  static func settings(_ type: String, address: String, _ change: (inout ProviderSettings) -> Void = { _ in })
    -> ProviderSettings
  {
    var settings = ProviderSettings(
      type: ProviderType(rawValue: type), key: ObjectKey(namespace: "apps", name: "chat"), uid: "1a2b3c4d-5e6f")
    settings.address = address
    settings.proxy = .none
    change(&settings)
    return settings
  }

  /// The notifier of a type, as the controller makes it.
  static func notifier(
    _ type: String, _ address: String, status: String = "kustomization/shop/1a2b3c4d",
    _ change: (inout ProviderSettings) -> Void = { _ in }
  ) throws -> any Notifier {
    try NotifierFactory.make(settings(type, address: address, change), status: status, tokens: tokens)
  }

  static var tokens: AccessTokenCache {
    AccessTokenCache(
      .init(maximumSize: 10, maximumDuration: .seconds(3600)), metrics: TokenCacheMetrics(MetricsRegistry()))
  }
}
