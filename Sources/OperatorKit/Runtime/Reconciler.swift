/// What shall happen with a key after a reconcile that did not fail.
public enum ReconcileResult: Hashable, Sendable {
  /// Nothing until something changes.
  case done
  /// Again when the time has passed, or earlier when something changes. This is also how a reconcile waits: it gives
  /// its worker back and is resumed.
  case requeue(after: Duration)
  /// Again with the growing delays of failures, without being one.
  case retry
  /// Again at once, behind the others.
  case again
}

/// An error after which trying again cannot help until something changes. It is counted, not retried.
public protocol TerminalError: Error {}

/// Brings one object to where it should be.
///
/// Level-triggered: it is given a key, not an event, because events may be merged, repeated or late. It reads what is
/// now, compares it with what should be, and acts.
///
/// Errors: whatever it throws is logged, counted and retried with growing delays, but for ``TerminalError``.
/// `CancellationError` is no failure: a newer state has called the run off, and the key comes again.
public protocol Reconciler: Sendable {
  func reconcile(_ key: ObjectKey) async throws -> ReconcileResult
}

/// A reconciler from a function.
public struct FunctionReconciler: Reconciler {
  private let body: @Sendable (ObjectKey) async throws -> ReconcileResult

  public init(_ body: @escaping @Sendable (ObjectKey) async throws -> ReconcileResult) { self.body = body }

  public func reconcile(_ key: ObjectKey) async throws -> ReconcileResult { try await body(key) }
}
