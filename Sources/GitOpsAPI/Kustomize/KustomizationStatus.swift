public import OperatorKit

extension Kustomization {
  /// What was last applied.
  public struct Status: ReconciledStatus {
    @OrEmpty public var conditions: [Condition]
    @OrEmpty public var history: [ReconciliationSnapshot]
    public var inventory: ResourceInventory?
    @NonEmpty public var lastAppliedOriginRevision: String?
    @NonEmpty public var lastAppliedRevision: String?
    @NonEmpty public var lastAttemptedRevision: String?
    @NonEmpty public var lastHandledReconcileAt: String?
    public var observedGeneration: Int64?

    public init() {}

    package static let schema = Schema.status {
      Field.conditions
      Field("history", .list(ReconciliationSnapshot.schema), "The last outcomes, newest first.")
      Field("inventory", ResourceInventory.schema, "The objects that were applied.")
      Field(
        "lastAppliedOriginRevision", .string, "Revision of what was last applied, where the source has it from.")
      Field("lastAppliedRevision", .string, "Revision that was last applied in full.")
      Field("lastAttemptedRevision", .string, "Revision that was last tried.")
      Field.lastHandledReconcileAt
      Field.observedGeneration
    }
  }
}
