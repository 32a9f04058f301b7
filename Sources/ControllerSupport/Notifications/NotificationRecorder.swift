public import GitOpsAPI
public import Logging
public import OperatorKit

/// Tells the cluster and the notification-controller what happened to an object.
///
/// Neither is waited for: both go through bounded lines. Call it only when an outcome is new; unchanged outcomes
/// emit nothing.
public struct NotificationRecorder: Sendable {
  private let controller: String
  private let instance: String
  private let events: EventRecorder
  private let poster: EventPoster?
  private let redactor: Redactor
  private let logger: Logger

  /// The contract allows no longer messages.
  private static let maximumMessageBytes = 39_000

  /// - Parameters:
  ///   - instance: Host name of this process.
  ///   - poster: `nil` when events are kept in the cluster only.
  public init(
    controller: String, instance: String = HostName.current, events: EventRecorder, poster: EventPoster?,
    redactor: Redactor = Redactor(), logger: Logger = Logger(label: "events")
  ) {
    self.controller = controller
    self.instance = instance
    self.events = events
    self.poster = poster
    self.redactor = redactor
    self.logger = logger
  }

  /// Records an event that stays in the cluster, as it is but for secrets.
  public func record(inCluster event: ClusterEvent) {
    var event = event
    event.message = redactor.redact(event.message)
    events.record(event)
  }

  /// Records an event of an object.
  ///
  /// - Parameters:
  ///   - severity: `trace` stays in the cluster; `error` is a Warning there.
  ///   - reason: That of the object's `Ready` condition as a rule; the severity when empty.
  ///   - metadata: By key without prefix, see `EventMetadata`; the object's API group is put in front, and
  ///     annotations that travel with events are added.
  public func record(
    _ object: some GitOpsObject, _ severity: ControllerEvent.Severity, reason: String, message: String,
    metadata: [String: String] = [:]
  ) {
    let type = Swift.type(of: object).resourceType
    let reason = reason.isEmpty ? severity.rawValue : reason
    let message = redactor.redact(message)
    var annotations = EventMetadata.travelling(object.metadata.annotations)
    for (name, value) in metadata { annotations[EventMetadata.key(name, group: type.group)] = redactor.redact(value) }
    trace(InvolvedObject(object), severity, reason, message, annotations)

    events.record(
      ClusterEvent(
        subject: InvolvedObject(object), type: severity == .error ? .warning : .normal, reason: reason,
        message: message, annotations: annotations))
    guard severity != .trace, let poster else { return }

    let event = ControllerEvent(
      involvedObject: EventObject(object), severity: severity, timestamp: Timestamp.now().truncatedToSeconds,
      message: message.truncated(toBytes: NotificationRecorder.maximumMessageBytes), reason: reason,
      metadata: annotations, reportingController: controller, reportingInstance: instance)
    guard event.involvedObject.isComplete else {
      logger.error("unable to post event", metadata: ["error": "the object has no kind, name or namespace"])
      return
    }
    poster.post(event)
  }
  /// Whoever logs everything sees each event in the log too.
  private func trace(
    _ object: InvolvedObject, _ severity: ControllerEvent.Severity, _ reason: String, _ message: String,
    _ annotations: [String: String]
  ) {
    guard logger.logLevel <= .trace else { return }
    logger.log(
      level: severity == .error ? .error : .info, "\(message)",
      metadata: [
        "reconciler kind": "\(object.kind)", "name": "\(object.name)", "namespace": "\(object.namespace)",
        severity == .error ? "error" : "reason": "\(reason)",
        "annotations": .dictionary(annotations.mapValues { .string($0) }),
      ])
  }
}
