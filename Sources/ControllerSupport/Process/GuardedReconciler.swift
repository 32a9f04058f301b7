public import OperatorKit

/// A reconciler behind the guard against objects that end the process: see ``CrashGuard``.
public struct GuardedReconciler: Reconciler {
  private let kind: String
  private let crashGuard: CrashGuard
  private let inner: any Reconciler
  private let generation: @Sendable (ObjectKey) -> Int64?
  private let setAside: @Sendable (_ key: ObjectKey, _ until: Timestamp) async throws -> Void

  /// - Parameters:
  ///   - generation: The object's generation as far as it is known; a new one ends a quarantine.
  ///   - setAside: Puts a condition on an object that is set aside, and says until when.
  public init(
    kind: String, _ crashGuard: CrashGuard, _ inner: any Reconciler,
    generation: @escaping @Sendable (ObjectKey) -> Int64?,
    setAside: @escaping @Sendable (_ key: ObjectKey, _ until: Timestamp) async throws -> Void
  ) {
    self.kind = kind
    self.crashGuard = crashGuard
    self.inner = inner
    self.generation = generation
    self.setAside = setAside
  }

  public func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    switch crashGuard.begin(.init(kind: kind, key: key, generation: generation(key))) {
    case .proceed(let token):
      defer { crashGuard.end(token) }
      return try await inner.reconcile(key)
    case .deferred:
      return .requeue(after: .milliseconds(200))
    case .quarantined(let until):
      try await setAside(key, until)
      return .requeue(after: max(until.since(.now()), .seconds(1)))
    }
  }
}
