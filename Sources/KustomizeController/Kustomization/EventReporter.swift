import ControllerSupport
import GitOpsAPI
import Logging
import OperatorKit

/// Tells what happened to a Kustomization. Outcomes that are no news are not told.
struct EventReporter: Sendable {
  let recorder: NotificationRecorder
  let logger: Logger

  func record(
    _ object: Kustomization, _ severity: ControllerEvent.Severity, _ reason: String, _ message: String,
    _ artifact: Artifact? = nil, metadata: [String: String] = [:]
  ) {
    var line = KustomizationLog.metadata(object.key)
    line["reason"] = "\(reason)"
    logger.log(level: severity == .error ? .error : .info, "\(message)", metadata: line)
    var all = metadata
    if let artifact {
      all[EventMetadata.revision] = artifact.revision
      all[EventMetadata.originRevision] = artifact.originRevision
    }
    recorder.record(object, severity, reason: reason, message: message, metadata: all)
  }

  /// Nothing is done, and nobody but the log is told.
  func suspended(_ object: Kustomization) {
    logger.info("reconciliation is suspended for this object", metadata: KustomizationLog.metadata(object.key))
  }

  /// Objects were created or configured, or deleted.
  func changed(_ object: Kustomization, _ lines: [String], _ artifact: Artifact) {
    guard !lines.isEmpty else { return }
    record(object, .info, Reason.progressing, lines.joined(separator: "\n"), artifact)
  }

  /// A run has ended well.
  func finished(_ object: Kustomization, _ artifact: Artifact, after duration: Duration) {
    record(
      object, .info, Reason.reconciliationSucceeded,
      "Reconciliation finished in \(GoDuration(duration.roundedToMilliseconds)), next run in \(object.spec.interval)",
      artifact, metadata: [EventMetadata.commitStatus: EventMetadata.commitStatusUpdate])
  }
}

extension Change {
  /// `Kind/namespace/name configured`, and below it, on request, what was different; values of Secrets are masked.
  func line(withDrift: Bool) -> String {
    guard withDrift, !drift.isEmpty else { return description }
    return description + "\n" + drift.description.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
  }
}

extension Duration {
  var roundedToMilliseconds: Duration {
    let (seconds, attoseconds) = components
    return .seconds(seconds) + .milliseconds(attoseconds / 1_000_000_000_000_000)
  }
}
