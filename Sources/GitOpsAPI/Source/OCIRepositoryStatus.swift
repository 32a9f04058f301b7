public import OperatorKit

extension OCIRepository {
  /// What was last pulled, and under which settings.
  public struct Status: ReconciledStatus {
    public var artifact: Artifact?
    @OrEmpty public var conditions: [Condition]
    @NonEmpty public var lastHandledReconcileAt: String?
    public var observedGeneration: Int64?
    public var observedIgnore: String?
    public var observedLayerSelector: LayerSelector?
    @NonEmpty public var url: String?

    public init() {}

    package static let schema = Schema.status {
      Field.artifact
      Field.conditions
      Field.lastHandledReconcileAt
      Field.observedGeneration
      Field.observedIgnore
      Field("observedLayerSelector", LayerSelector.schema, "Value of layerSelector in the present artifact.")
      Field.statusURL
    }
  }
}
