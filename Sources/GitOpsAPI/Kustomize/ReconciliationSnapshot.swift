public import OperatorKit

/// One outcome in a Kustomization's history: what was applied, and how it went.
public struct ReconciliationSnapshot: Codable, Hashable, Sendable {
  /// Digest of the manifests, `sha256:<hex>`.
  public var digest: String
  public var firstReconciled: Timestamp
  public var lastReconciled: Timestamp
  public var lastReconciledDuration: GoDuration
  /// A reason such as ``Reason/reconciliationSucceeded``.
  public var lastReconciledStatus: String
  /// `revision`, and `originRevision` where known.
  @OrEmpty public var metadata: [String: String]
  public var totalReconciliations: Int64

  public init(
    digest: String, status: String, at time: Timestamp, duration: GoDuration, metadata: [String: String]
  ) {
    self.digest = digest
    firstReconciled = time
    lastReconciled = time
    lastReconciledDuration = duration
    lastReconciledStatus = status
    self.metadata = metadata
    totalReconciliations = 1
  }

  package static let schema = Schema.object("One outcome.") {
    Field("digest", required: .string, "Digest of the manifests.")
    Field("firstReconciled", required: .timestamp, "When this outcome was first seen.")
    Field("lastReconciled", required: .timestamp, "When this outcome was last seen.")
    Field("lastReconciledDuration", required: .string.example("1.5s"), "How long the last run took.")
    Field("lastReconciledStatus", required: .string, "Reason of the outcome.")
    Field("metadata", .stringMap, "Revisions that were applied.")
    Field("totalReconciliations", required: .int64, "How often this outcome was seen.")
  }
}

extension [ReconciliationSnapshot] {
  /// Outcomes beyond this number are forgotten, oldest first.
  public static let maximumCount = 5

  /// Notes an outcome at the front. The same digest with the same status is one outcome that is counted.
  public mutating func record(_ snapshot: ReconciliationSnapshot) {
    var newest = snapshot
    if let index = firstIndex(where: {
      $0.digest == snapshot.digest && $0.lastReconciledStatus == snapshot.lastReconciledStatus
    }) {
      let old = remove(at: index)
      newest.firstReconciled = old.firstReconciled
      newest.totalReconciliations = old.totalReconciliations.addingReportingOverflow(1).partialValue
    }
    insert(newest, at: 0)
    if count > Self.maximumCount { removeLast(count - Self.maximumCount) }
  }
}
