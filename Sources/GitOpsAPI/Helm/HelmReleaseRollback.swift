public import OperatorKit

extension HelmRelease {
  /// Settings for `helm rollback`.
  public struct Rollback: Codable, Hashable, Sendable {
    @OrEmpty public var cleanupOnFail: Bool
    @OrEmpty public var disableHooks: Bool
    @OrEmpty public var disableWait: Bool
    @OrEmpty public var disableWaitForJobs: Bool
    @OrEmpty public var force: Bool
    /// Old; has no effect.
    @OrEmpty public var recreate: Bool
    public var serverSideApply: ServerSideApplyMode?
    public var timeout: GoDuration?

    public init() {}

    public var effectiveServerSideApply: ServerSideApplyMode { serverSideApply ?? .auto }

    package static let schema = Schema.object("Settings for helm rollback.") {
      Field("cleanupOnFail", .boolean, "Delete what a failed rollback has made.")
      Field("disableHooks", .boolean, "Do not run hooks.")
      Field("disableWait", .boolean, "Do not wait for objects to be ready.")
      Field("disableWaitForJobs", .boolean, "Do not wait for Jobs to complete.")
      Field("force", .boolean, "Replace objects; has no effect with server-side apply.")
      Field("recreate", .boolean, "Has no effect.")
      Field("serverSideApply", .oneOf(ServerSideApplyMode.self), "Use server-side apply; by default auto.")
      Field("timeout", .duration, "Limit for the action; by default that of the release.")
    }
  }
}
