import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// Says on an Alert, as a Kubernetes Event, what is wrong with it or with its deliveries. Such events are not posted:
/// who listens to Alerts would be told of each failure to be told.
struct AlertReports: Sendable {
  enum Reason: String {
    case dispatchFailed = "NotificationDispatchFailed"
    case invalidConfig = "InvalidConfig"
    case sourceFetchFailed = "SourceFetchFailed"
    case metadataAppendFailed = "MetadataAppendFailed"
    case migration = "Migration"
  }

  let recorder: NotificationRecorder
  let logger: Logger

  /// A Warning, and a line in the log.
  func warn(_ alert: Alert, _ reason: Reason, _ message: String, annotations: [String: String] = [:]) {
    record(alert, .warning, reason, message, annotations)
    logger.error(
      "\(message)", metadata: ["alert": "\(alert.key)", "provider": "\(alert.spec.providerRef.name)"])
  }

  func tell(_ alert: Alert, _ reason: Reason, _ message: String) {
    record(alert, .normal, reason, message, [:])
    logger.info("\(message)", metadata: ["alert": "\(alert.key)"])
  }

  private func record(
    _ alert: Alert, _ type: ClusterEvent.EventType, _ reason: Reason, _ message: String, _ annotations: [String: String]
  ) {
    recorder.record(
      inCluster: ClusterEvent(
        subject: InvolvedObject(alert), type: type, reason: reason.rawValue, message: message,
        annotations: annotations))
  }
}
