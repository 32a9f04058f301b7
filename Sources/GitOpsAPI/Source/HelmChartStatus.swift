public import OperatorKit

extension HelmChart {
  /// What was last fetched or packaged, and from what.
  public struct Status: ReconciledStatus {
    public var artifact: Artifact?
    @OrEmpty public var conditions: [Condition]
    @NonEmpty public var lastHandledReconcileAt: String?
    @NonEmpty public var observedChartName: String?
    public var observedGeneration: Int64?
    @NonEmpty public var observedSourceArtifactRevision: String?
    @OrEmpty public var observedValuesFiles: [String]
    @NonEmpty public var url: String?

    public init() {}

    package static let schema = Schema.status {
      Field.artifact
      Field.conditions
      Field.lastHandledReconcileAt
      Field("observedChartName", .string, "Name of the chart in its metadata.")
      Field.observedGeneration
      Field("observedSourceArtifactRevision", .string, "Revision of the source that was used.")
      Field("observedValuesFiles", .strings, "Values files that were found and used.")
      Field.statusURL
    }
  }
}
