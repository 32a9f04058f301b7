public import OperatorKit

extension Receiver {
  /// Whether the webhook can be called, and where.
  public struct Status: ReconciledStatus {
    @OrEmpty public var conditions: [Condition]
    @NonEmpty public var lastHandledReconcileAt: String?
    public var observedGeneration: Int64?
    /// Secret in itself: who knows it can call.
    @NonEmpty public var webhookPath: String?

    public init() {}

    package static let schema = Schema.status {
      Field.conditions
      Field.lastHandledReconcileAt
      Field.observedGeneration
      Field("webhookPath", .string, "Path to call.")
    }
  }
}
