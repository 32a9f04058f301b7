public import OperatorKit

extension HelmRepository {
  /// What was last fetched.
  public struct Status: ReconciledStatus {
    public var artifact: Artifact?
    @OrEmpty public var conditions: [Condition]
    @NonEmpty public var lastHandledReconcileAt: String?
    public var observedGeneration: Int64?
    @NonEmpty public var url: String?

    public init() {}

    package static let schema = Schema.status {
      Field.artifact
      Field.conditions
      Field.lastHandledReconcileAt
      Field.observedGeneration
      Field.statusURL
    }
  }
}
