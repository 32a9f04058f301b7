/// A reconciler behind a ``CrashGuard``: what ended the process before is set aside instead of being tried again.
public struct GuardedReconciler: Reconciler {
  private let guardian: CrashGuard
  private let kind: String
  private let generation: @Sendable (ObjectKey) -> Int64?
  private let quarantined: @Sendable (ObjectKey, Timestamp) async throws -> Void
  private let reconciler: any Reconciler

  /// How long a suspect waits while another one is tried.
  private static let deferral = Duration.seconds(2)

  /// - Parameters:
  ///   - generation: The object's generation, from a cache and without parsing anything that may be poisonous.
  ///   - quarantined: Writes the condition that says the object is set aside and until when.
  public init(
    _ guardian: CrashGuard, kind: String, generation: @escaping @Sendable (ObjectKey) -> Int64?,
    quarantined: @escaping @Sendable (ObjectKey, Timestamp) async throws -> Void, reconciler: any Reconciler
  ) {
    self.guardian = guardian
    self.kind = kind
    self.generation = generation
    self.quarantined = quarantined
    self.reconciler = reconciler
  }

  public func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
    switch guardian.begin(.init(kind: kind, key: key, generation: generation(key))) {
    case .deferred: return .requeue(after: GuardedReconciler.deferral)
    case .quarantined(let until):
      try await quarantined(key, until)
      return .requeue(after: max(.seconds(1), until.since(.now())))
    case .proceed(let token):
      defer { guardian.end(token) }
      return try await reconciler.reconcile(key)
    }
  }
}
