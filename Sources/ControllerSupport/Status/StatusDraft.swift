public import GitOpsAPI
public import JSON
public import OperatorKit

/// The status of an object over one run: what the API server has, and what it shall have.
///
/// A run changes ``status`` as it goes; a ``StatusWriter`` sends what differs.
public struct StatusDraft<Object: GitOpsObject>: Sendable where Object.Status: ReconciledStatus {
  /// As it was read at the start of the run.
  public let object: Object
  public var status: Object.Status
  private var stored: Object.Status
  /// The version that ``status`` is drafted against; what others have written since is not to be lost.
  private(set) var resourceVersion: String?

  /// A request by annotation counts as handled whatever comes of the run.
  public init(_ object: Object) {
    self.object = object
    status = object.status
    stored = object.status
    resourceVersion = object.metadata.resourceVersion
    ReconcileRequest(object.metadata).acknowledge(in: &status)
  }

  /// What conditions of this run speak of.
  public var generation: Int64 { object.metadata.generation ?? 0 }

  /// Whether somebody asked for this run by annotation.
  public var hasNewRequest: Bool {
    ReconcileRequest(object.metadata).isPending(lastHandled: object.status.lastHandledReconcileAt)
  }

  /// Sets a condition as of the object's generation.
  public mutating func set(_ type: String, _ value: Condition.Status, reason: String, _ message: String) {
    status.conditions.set(
      Condition(type: type, status: value, reason: reason, message: message, observedGeneration: generation))
  }

  /// The merge patch that makes the stored status the drafted one; `nil` when they are equal.
  public func patch() throws -> JSONValue? {
    guard stored != status else { return nil }
    return try JSONEncoding.encode(stored).mergePatch(to: JSONEncoding.encode(status))
  }

  /// The drafted status was written.
  public mutating func markStored(resourceVersion: String? = nil) {
    stored = status
    self.resourceVersion = resourceVersion
  }

  /// Somebody has written meanwhile: their conditions stay, ours and everything else is as drafted.
  mutating func rebase(onto live: Object.Status, resourceVersion: String?, owning owned: Set<String>) {
    let ours = status.conditions.filter { owned.contains($0.type) }
    status.conditions = live.conditions.filter { !owned.contains($0.type) }
    for condition in ours { status.conditions.set(condition) }
    stored = live
    self.resourceVersion = resourceVersion
  }
}
