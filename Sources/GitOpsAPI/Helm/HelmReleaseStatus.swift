public import OperatorKit

extension HelmRelease {
  /// What was last released.
  public struct Status: ReconciledStatus {
    @OrEmpty public var conditions: [Condition]
    @OrEmpty public var failures: Int64
    /// `namespace/name` of the HelmChart that was made.
    @NonEmpty public var helmChart: String?
    @OrEmpty public var history: [ReleaseSnapshot]
    @OrEmpty public var installFailures: Int64
    public var inventory: ResourceInventory?
    @NonEmpty public var lastAttemptedConfigDigest: String?
    public var lastAttemptedGeneration: Int64?
    public var lastAttemptedReleaseAction: ReleaseAction?
    public var lastAttemptedReleaseActionDuration: GoDuration?
    @NonEmpty public var lastAttemptedRevision: String?
    @NonEmpty public var lastAttemptedRevisionDigest: String?
    /// Old; cleared when found.
    @NonEmpty public var lastAttemptedValuesChecksum: String?
    @NonEmpty public var lastHandledForceAt: String?
    @NonEmpty public var lastHandledReconcileAt: String?
    @NonEmpty public var lastHandledResetAt: String?
    /// Old; cleared when found.
    @OrEmpty public var lastReleaseRevision: Int
    @NonEmpty public var observedCommonMetadataDigest: String?
    public var observedGeneration: Int64?
    @NonEmpty public var observedPostRenderersDigest: String?
    @NonEmpty public var storageNamespace: String?
    @OrEmpty public var upgradeFailures: Int64

    public init() {}

    package static let schema = Schema.status {
      Field.conditions
      counters
      attempts
      Field("helmChart", .string, "Namespace and name of the HelmChart that was made.")
      Field("history", .list(ReleaseSnapshot.schema), "The last releases, newest first.")
      Field("inventory", ResourceInventory.schema, "The objects of the release.")
      Field("lastHandledForceAt", .string, "Value of reconcile.fluxcd.io/forceAt last acted upon.")
      Field.lastHandledReconcileAt
      Field("lastHandledResetAt", .string, "Value of reconcile.fluxcd.io/resetAt last acted upon.")
      Field("lastReleaseRevision", .integer, "No longer written.")
      Field("observedCommonMetadataDigest", .string, "Digest of commonMetadata at the last release.")
      Field.observedGeneration
      Field("observedPostRenderersDigest", .string, "Digest of postRenderers at the last release.")
      Field("storageNamespace", .string(1...63), "Namespace of the release records.")
    }

    @FieldsBuilder private static var counters: [Field] {
      Field("failures", .int64, "Failures since the last success or change.")
      Field("installFailures", .int64, "Failed installs since the last success or change.")
      Field("upgradeFailures", .int64, "Failed upgrades since the last success or change.")
    }

    @FieldsBuilder private static var attempts: [Field] {
      Field("lastAttemptedConfigDigest", .string, "Digest of the values last tried.")
      Field("lastAttemptedGeneration", .int64, "Generation last tried.")
      Field("lastAttemptedReleaseAction", .oneOf([ReleaseAction.install, .upgrade]), "Action last tried.")
      Field("lastAttemptedReleaseActionDuration", .string.example("1.5s"), "How long that action took.")
      Field("lastAttemptedRevision", .string, "Version of the chart last tried.")
      Field("lastAttemptedRevisionDigest", .string, "Digest of the chart last tried.")
      Field("lastAttemptedValuesChecksum", .string, "No longer written.")
    }
  }
}

/// What makes a release, or unmakes it.
public struct ReleaseAction: OpenEnum {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let install = ReleaseAction(rawValue: "install")
  public static let upgrade = ReleaseAction(rawValue: "upgrade")
  public static let rollback = ReleaseAction(rawValue: "rollback")
  public static let uninstall = ReleaseAction(rawValue: "uninstall")
  public static let uninstallRemediation = ReleaseAction(rawValue: "uninstall-remediation")
  public static let known = [install, upgrade, rollback, uninstall, uninstallRemediation]
}
