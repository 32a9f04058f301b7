import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// Tells what happened to a HelmRelease (H-29).
struct HelmEvents: Sendable {
  let recorder: NotificationRecorder
  let logger: Logger

  /// A release record is nearly too large for a Secret.
  static let recordNearLimit = "ReleaseRecordNearLimit"

  /// An event about a release.
  func record(
    _ object: HelmRelease, _ severity: ControllerEvent.Severity, _ reason: String, _ message: String,
    _ snapshot: ReleaseSnapshot, token: String? = nil
  ) {
    var metadata = [EventMetadata.revision: snapshot.chartVersion, EventMetadata.token: token ?? snapshot.configDigest]
    metadata[EventMetadata.appVersion] = snapshot.appVersion
    metadata[EventMetadata.ociDigest] = snapshot.ociDigest
    record(object, severity, reason, message, metadata: metadata)
  }

  /// An event about what could not become a release.
  func record(
    _ object: HelmRelease, _ severity: ControllerEvent.Severity, _ reason: String, _ message: String,
    chart: ChartIdentity, token: String, ociDigest: String? = nil
  ) {
    var metadata = [EventMetadata.revision: chart.version, EventMetadata.token: token]
    metadata[EventMetadata.appVersion] = chart.appVersion.isEmpty ? nil : chart.appVersion
    metadata[EventMetadata.ociDigest] = ociDigest
    record(object, severity, reason, message, metadata: metadata)
  }

  func record(
    _ object: HelmRelease, _ severity: ControllerEvent.Severity, _ reason: String, _ message: String,
    metadata: [String: String] = [:]
  ) {
    var line = HelmLog.metadata(object.key)
    line["reason"] = "\(reason)"
    logger.log(level: severity == .error ? .error : .info, "\(message)", metadata: line)
    recorder.record(object, severity, reason: reason, message: message, metadata: metadata)
  }
}

/// What every log line about a HelmRelease says.
enum HelmLog {
  static func metadata(_ key: ObjectKey) -> Logger.Metadata {
    [
      "controller": "helmrelease", "controllerGroup": "\(APIGroup.helm)", "controllerKind": "HelmRelease",
      "HelmRelease": ["name": "\(key.name)", "namespace": "\(key.namespace)"], "namespace": "\(key.namespace)",
      "name": "\(key.name)",
    ]
  }
}
