public import OperatorKit

/// The keys of event metadata, which stand behind a prefix: `kustomize.toolkit.fluxcd.io/revision`.
public enum EventMetadata {
  public static let revision = "revision"
  public static let originRevision = "originRevision"
  public static let digest = "digest"
  /// The old name of ``digest``.
  public static let checksum = "checksum"
  /// Tells apart events that are otherwise equal; never shown to anyone.
  public static let token = "token"
  public static let commit = "commit"
  public static let commitStatus = "commit_status"
  /// Value of ``commitStatus``: the status of the commit is to be updated.
  public static let commitStatusUpdate = "update"
  public static let changeRequest = "change_request"
  public static let summary = "summary"
  public static let appVersion = "app-version"
  public static let ociDigest = "oci-digest"

  public static func key(_ name: String, group: String) -> String { "\(group)/\(name)" }

  /// The annotations of an object that travel with each of its events.
  public static func travelling(_ annotations: [String: String]?) -> [String: String] {
    (annotations ?? [:]).filter { $0.key.hasPrefix("\(APIGroup.event)/") }
  }
}

extension ControllerEvent {
  /// An event of one of our objects, or `nil` when the reference is incomplete, in which case nobody could route it.
  ///
  /// - Parameter metadata: by key without prefix; the group of the object is put in front.
  public init?(
    about object: some GitOpsObject, severity: Severity, reason: String, message: String,
    metadata: [String: String] = [:], at timestamp: Timestamp = .now(), controller: String, instance: String?
  ) {
    let involved = EventObject(object)
    guard involved.isComplete else { return nil }
    var all = EventMetadata.travelling(object.metadata.annotations)
    for (name, value) in metadata { all[EventMetadata.key(name, group: involved.group)] = value }
    self.init(
      involvedObject: involved, severity: severity, timestamp: timestamp.truncatedToSeconds, message: message,
      reason: reason, metadata: all, reportingController: controller, reportingInstance: instance)
  }

  /// A piece of metadata that the controller gave.
  public func value(of name: String) -> String? {
    metadata[EventMetadata.key(name, group: involvedObject.group)]
  }
}
