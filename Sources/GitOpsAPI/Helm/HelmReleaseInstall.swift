public import OperatorKit

extension HelmRelease {
  /// Settings for `helm install`.
  public struct Install: Codable, Hashable, Sendable {
    public var crds: CRDsPolicy?
    @OrEmpty public var createNamespace: Bool
    @OrEmpty public var disableHooks: Bool
    @OrEmpty public var disableOpenAPIValidation: Bool
    @OrEmpty public var disableSchemaValidation: Bool
    @OrEmpty public var disableTakeOwnership: Bool
    @OrEmpty public var disableWait: Bool
    @OrEmpty public var disableWaitForJobs: Bool
    public var remediation: InstallRemediation?
    @OrEmpty public var replace: Bool
    public var serverSideApply: Bool?
    /// Old; ``crds`` wins.
    @OrEmpty public var skipCRDs: Bool
    public var strategy: ActionStrategy?
    public var timeout: GoDuration?

    public init() {}

    package static let schema = Schema.object("Settings for helm install.") {
      Field("createNamespace", .boolean, "Make the target namespace.")
      Field("crds", .oneOf(CRDsPolicy.self), "What to do with the chart's CRDs; by default Create.")
      ActionFields.common
      Field("remediation", InstallRemediation.schema, "What to do after a failure.")
      Field("replace", .boolean, "Reuse the name of a release that was deleted but kept in the history.")
      Field("serverSideApply", .boolean, "Use server-side apply; by default true.")
      Field("skipCRDs", .boolean, "Leave out the chart's CRDs; use crds.")
      Field(
        "strategy",
        ActionStrategy.schema.rule(
          "!has(self.retryInterval) || self.name != 'RemediateOnFailure'",
          ".retryInterval cannot be set when .name is 'RemediateOnFailure'"), "What to do after a failure.")
      Field("timeout", .duration, "Limit for the action; by default that of the release.")
    }
  }

  /// What follows a failed install.
  public struct InstallRemediation: Codable, Hashable, Sendable {
    /// `nil` for what `spec.test` says.
    public var ignoreTestFailures: Bool?
    public var remediateLastFailure: Bool?
    /// Negative for no limit.
    @OrEmpty public var retries: Int

    public init() {}

    package static let schema = Schema.object("What to do after a failed install.") {
      Field("ignoreTestFailures", .boolean, "Do not count failed tests.")
      Field("remediateLastFailure", .boolean, "Uninstall after the last try too.")
      Field("retries", .integer, "Tries after the first one; negative for no limit.")
    }
  }
}

/// What happens to the CRDs in a chart.
public struct CRDsPolicy: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let skip = CRDsPolicy(rawValue: "Skip")
  /// New ones are made, others left alone.
  public static let create = CRDsPolicy(rawValue: "Create")
  public static let createReplace = CRDsPolicy(rawValue: "CreateReplace")
  public static let known = [skip, create, createReplace]
}
