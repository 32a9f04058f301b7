public import OperatorKit

extension HelmRelease {
  /// Settings for `helm upgrade`.
  public struct Upgrade: Codable, Hashable, Sendable {
    public var chartNameChangeStrategy: ChartNameChangeStrategy?
    @OrEmpty public var cleanupOnFail: Bool
    public var crds: CRDsPolicy?
    @OrEmpty public var disableHooks: Bool
    @OrEmpty public var disableOpenAPIValidation: Bool
    @OrEmpty public var disableSchemaValidation: Bool
    @OrEmpty public var disableTakeOwnership: Bool
    @OrEmpty public var disableWait: Bool
    @OrEmpty public var disableWaitForJobs: Bool
    @OrEmpty public var force: Bool
    /// Keep the values of the last release under the new ones.
    @OrEmpty public var preserveValues: Bool
    public var remediation: UpgradeRemediation?
    public var serverSideApply: ServerSideApplyMode?
    public var strategy: ActionStrategy?
    public var timeout: GoDuration?

    public init() {}

    public var effectiveServerSideApply: ServerSideApplyMode { serverSideApply ?? .auto }

    package static let schema = Schema.object("Settings for helm upgrade.") {
      Field(
        "chartNameChangeStrategy", .oneOf(ChartNameChangeStrategy.self),
        "What to do when the chart has another name; by default Reinstall.")
      Field("cleanupOnFail", .boolean, "Delete what a failed upgrade has made.")
      Field("crds", .oneOf(CRDsPolicy.self), "What to do with the chart's CRDs; by default Create.")
      ActionFields.common
      Field("force", .boolean, "Replace objects; has no effect with server-side apply.")
      Field("preserveValues", .boolean, "Keep the values of the last release under the new ones.")
      Field("remediation", UpgradeRemediation.schema, "What to do after a failure.")
      Field(
        "serverSideApply", .oneOf(ServerSideApplyMode.self), "Use server-side apply; by default auto.")
      Field(
        "strategy",
        ActionStrategy.schema.rule(
          "!has(self.retryInterval) || self.name == 'RetryOnFailure'",
          ".retryInterval can only be set when .name is 'RetryOnFailure'"), "What to do after a failure.")
      Field("timeout", .duration, "Limit for the action; by default that of the release.")
    }
  }

  /// What follows a failed upgrade.
  public struct UpgradeRemediation: Codable, Hashable, Sendable {
    /// `nil` for what `spec.test` says.
    public var ignoreTestFailures: Bool?
    public var remediateLastFailure: Bool?
    /// Negative for no limit.
    @OrEmpty public var retries: Int
    public var strategy: RemediationStrategy?

    public init() {}

    public var effectiveStrategy: RemediationStrategy { strategy ?? .rollback }

    /// Whether to remediate after the last try: by default when there is more than one.
    public var remediatesLastFailure: Bool { remediateLastFailure ?? (retries > 0) }

    package static let schema = Schema.object("What to do after a failed upgrade.") {
      Field("ignoreTestFailures", .boolean, "Do not count failed tests.")
      Field("remediateLastFailure", .boolean, "Remediate after the last try too.")
      Field("retries", .integer, "Tries after the first one; negative for no limit.")
      Field("strategy", .oneOf(RemediationStrategy.self), "Roll back, which is the default, or uninstall.")
    }
  }
}

/// What an upgrade does when the chart has another name than before.
public struct ChartNameChangeStrategy: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let inPlaceUpdate = ChartNameChangeStrategy(rawValue: "InPlaceUpdate")
  public static let reinstall = ChartNameChangeStrategy(rawValue: "Reinstall")
  public static let known = [inPlaceUpdate, reinstall]
}

/// How a failed upgrade is undone.
public struct RemediationStrategy: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let rollback = RemediationStrategy(rawValue: "rollback")
  public static let uninstall = RemediationStrategy(rawValue: "uninstall")
  public static let known = [rollback, uninstall]
}
