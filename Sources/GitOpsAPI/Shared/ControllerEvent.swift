public import OperatorKit

/// What controllers post to the address of `--events-addr`, and what the notification-controller reads there.
public struct ControllerEvent: Codable, Hashable, Sendable {
  public enum Severity: String, Codable, Hashable, Sendable, CaseIterable {
    /// Progress; recorded in the cluster and never posted.
    case trace
    case info
    case error
  }

  public var involvedObject: EventObject
  public var severity: Severity
  public var timestamp: Timestamp
  public var message: String
  public var reason: String
  /// Keys have the prefix `<group of the object>/` or ``APIGroup/event`` and a slash; see ``EventMetadata``.
  @OrEmpty public var metadata: [String: String]
  public var reportingController: String
  @NonEmpty public var reportingInstance: String?

  public init(
    involvedObject: EventObject, severity: Severity, timestamp: Timestamp, message: String, reason: String,
    metadata: [String: String] = [:], reportingController: String, reportingInstance: String? = nil
  ) {
    self.involvedObject = involvedObject
    self.severity = severity
    self.timestamp = timestamp
    self.message = message
    self.reason = reason
    self.metadata = metadata
    self.reportingController = reportingController
    self.reportingInstance = reportingInstance
  }
}

/// The object that an event is about, as `core/v1` writes references.
public struct EventObject: Codable, Hashable, Sendable {
  @NonEmpty public var kind: String?
  @NonEmpty public var namespace: String?
  @NonEmpty public var name: String?
  @NonEmpty public var uid: String?
  @NonEmpty public var apiVersion: String?
  @NonEmpty public var resourceVersion: String?
  @NonEmpty public var fieldPath: String?

  public init(type: ResourceType, metadata: ObjectMeta) {
    kind = type.kind
    namespace = metadata.namespace
    name = metadata.name
    uid = metadata.uid
    apiVersion = type.apiVersion
    resourceVersion = metadata.resourceVersion
  }

  public init(_ object: some KubernetesObject) {
    self.init(type: type(of: object).resourceType, metadata: object.metadata)
  }

  /// The API group, which prefixes the keys of the event's metadata.
  public var group: String { GroupVersion(apiVersion: apiVersion ?? "").group }

  /// Whether the reference says enough for the event to be posted: kind, name and namespace.
  public var isComplete: Bool { kind != nil && name != nil && namespace != nil }
}
