/// Something that happened to an object, to be kept as a Kubernetes Event.
public struct ClusterEvent: Hashable, Sendable {
  public enum EventType: String, Sendable {
    case normal = "Normal"
    case warning = "Warning"
  }

  /// Longer messages are cut; the API promises no more.
  public static let maximumMessageBytes = 1024

  public var subject: InvolvedObject
  public var type: EventType
  /// Why, in one word in upper camel case.
  public var reason: String
  public var message: String
  public var annotations: [String: String]

  public init(
    subject: InvolvedObject, type: EventType, reason: String, message: String, annotations: [String: String] = [:]
  ) {
    self.subject = subject
    self.type = type
    self.reason = reason
    self.message = message.truncated(toBytes: ClusterEvent.maximumMessageBytes)
    self.annotations = annotations
  }
}
