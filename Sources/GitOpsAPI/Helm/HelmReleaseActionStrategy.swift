public import OperatorKit

extension HelmRelease {
  /// What follows a failed install or upgrade.
  public struct ActionStrategy: Codable, Hashable, Sendable {
    public var name: ActionStrategyName
    public var retryInterval: GoDuration?

    public init(name: ActionStrategyName, retryInterval: GoDuration? = nil) {
      self.name = name
      self.retryInterval = retryInterval
    }

    public var effectiveRetryInterval: GoDuration { retryInterval ?? .seconds(300) }

    package static let schema = Schema.object("What to do after a failure.") {
      Field("name", required: .oneOf(ActionStrategyName.self), "Remediate or try again.")
      Field("retryInterval", .duration, "How long to wait before trying again; by default 5m.")
    }
  }
}

/// The ways to go on after a failed install or upgrade.
public struct ActionStrategyName: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  /// What `remediation` says.
  public static let remediateOnFailure = ActionStrategyName(rawValue: "RemediateOnFailure")
  /// Try again at intervals, without end.
  public static let retryOnFailure = ActionStrategyName(rawValue: "RetryOnFailure")
  public static let known = [remediateOnFailure, retryOnFailure]
}

/// Whether a Helm action uses server-side apply.
public struct ServerSideApplyMode: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let enabled = ServerSideApplyMode(rawValue: "enabled")
  public static let disabled = ServerSideApplyMode(rawValue: "disabled")
  /// As the last release did.
  public static let auto = ServerSideApplyMode(rawValue: "auto")
  public static let known = [enabled, disabled, auto]
}

/// The schema fields that install and upgrade have in common.
enum ActionFields {
  @FieldsBuilder static var common: [Field] {
    Field("disableHooks", .boolean, "Do not run hooks.")
    Field("disableOpenAPIValidation", .boolean, "Do not check manifests against the cluster's schemas.")
    Field("disableSchemaValidation", .boolean, "Do not check values against the chart's schema.")
    Field("disableTakeOwnership", .boolean, "Do not take over objects that exist already.")
    Field("disableWait", .boolean, "Do not wait for objects to be ready.")
    Field("disableWaitForJobs", .boolean, "Do not wait for Jobs to complete.")
  }
}
