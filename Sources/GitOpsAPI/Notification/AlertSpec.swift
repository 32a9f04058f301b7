extension Alert {
  /// Which events to forward, and where to.
  public struct Spec: Codable, Hashable, Sendable {
    /// Added to the metadata of each event.
    @OrEmpty public var eventMetadata: [String: String]
    public var eventSeverity: AlertSeverity?
    public var eventSources: [EventSource]
    /// Regular expressions; a message that matches one is dropped.
    @OrEmpty public var exclusionList: [String]
    /// Regular expressions; when there are any, a message must match one.
    @OrEmpty public var inclusionList: [String]
    public var providerRef: LocalObjectReference
    /// Old: the metadata `summary`.
    @NonEmpty public var summary: String?
    @OrEmpty public var suspend: Bool

    public init(providerRef: LocalObjectReference, eventSources: [EventSource]) {
      self.providerRef = providerRef
      self.eventSources = eventSources
    }

    public var effectiveSeverity: AlertSeverity { eventSeverity ?? .info }

    package static let schema = Schema.object("Which events go to which provider.") {
      Field("eventMetadata", .stringMap, "Metadata to add to each event.")
      Field(
        "eventSeverity", .oneOf(AlertSeverity.self).defaulting(to: AlertSeverity.info),
        "Forward all events, or failures alone.")
      Field("eventSources", required: .list(EventSource.schema), "Objects whose events are forwarded.")
      Field("exclusionList", .strings, "Regular expressions of messages to drop.")
      Field("inclusionList", .strings, "Regular expressions of messages to forward; by default all.")
      Field("providerRef", required: LocalObjectReference.schema, "Provider in the same namespace.")
      Field("summary", .string(upTo: 255), "Metadata named summary; use eventMetadata.")
      Field.suspend
    }
  }
}

/// The least severity that an alert forwards.
public struct AlertSeverity: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let info = AlertSeverity(rawValue: "info")
  public static let error = AlertSeverity(rawValue: "error")
  public static let known = [info, error]
}
