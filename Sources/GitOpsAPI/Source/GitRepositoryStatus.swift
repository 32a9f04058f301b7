public import OperatorKit

extension GitRepository {
  /// What was last fetched, and under which settings.
  public struct Status: ReconciledStatus {
    public var artifact: Artifact?
    @OrEmpty public var conditions: [Condition]
    @OrEmpty public var includedArtifacts: [Artifact]
    @NonEmpty public var lastHandledReconcileAt: String?
    public var observedGeneration: Int64?
    public var observedIgnore: String?
    @OrEmpty public var observedInclude: [Include]
    @OrEmpty public var observedRecurseSubmodules: Bool
    @OrEmpty public var observedSparseCheckout: [String]
    public var sourceVerificationMode: GitVerificationMode?

    public init() {}

    package static let schema = Schema.status {
      Field.artifact
      Field.conditions
      Field("includedArtifacts", .list(Artifact.schema), "Artifacts that were put in.")
      Field.lastHandledReconcileAt
      Field.observedGeneration
      Field.observedIgnore
      Field("observedInclude", .list(Include.schema), "Value of include in the present artifact.")
      Field("observedRecurseSubmodules", .boolean, "Value of recurseSubmodules in the present artifact.")
      Field("observedSparseCheckout", .strings, "Value of sparseCheckout in the present artifact.")
      Field("sourceVerificationMode", .string, "Which signatures were checked.")
    }
  }
}
