/// Applies sets of objects by server-side apply.
///
/// ## Expected Flow
/// 1. Record the union of the old inventory and ``ApplySet/inventory``.
/// 2. ``apply(_:cache:)``.
/// 3. Prune what the old inventory has and the result's has not; record the result's.
///
/// ## Guarantees
/// - The set is applied in stages; a stage begins when the one before is on the cluster and, for definitions,
///   namespaces, cluster roles and classes, ready (K-12-08 to K-12-11).
/// - Inside a stage nothing is written before every object has passed a dry run; then only objects that differ are
///   written, one by one, in apply order (K-12-12, K-12-13). An object that does not differ is not written (K-12-15).
/// - With a cache, objects that are proven unchanged are not even tried; see ``ApplyCache`` for the proof.
/// - At most ``ApplyOptions/concurrency`` objects are held as trees at a time, each with its live and its tried
///   version.
///
/// ## Assumptions
/// - The client carries the identity that the owner's objects are to be applied with.
/// - No other pass of the same owner runs at the same time.
///
/// ## Caveats
/// - The wait for a stage is at most ``ApplyOptions/readyTimeout`` and holds the caller.
///
/// ## Errors
/// ``ApplyFailure``, which says what was done before; `CancellationError`.
public struct Applier: Sendable {
  public let client: KubernetesClient
  public let options: ApplyOptions

  public init(client: KubernetesClient, options: ApplyOptions) {
    self.client = client
    self.options = options
  }

  /// Makes the cluster's objects those of the set.
  public func apply(_ set: ApplySet, cache: ApplyCache.Scope? = nil) async throws -> ApplyResult {
    var pass = ApplyPass(self, set, cache)
    do {
      for stage in ApplyStage.allCases { try await pass.run(stage) }
    } catch {
      pass.remember(isComplete: false)
      guard let reason = error as? ApplyPass.Stop else { throw error }
      throw ApplyFailure(reason: reason.reason, changes: pass.changes, requests: pass.requests)
    }
    pass.remember(isComplete: true)
    return ApplyResult(changes: pass.changes, requests: pass.requests)
  }
}

/// What an apply did.
public struct ApplyResult: Sendable {
  /// One entry for each object of the set, in apply order within each stage.
  public let changes: ChangeSet
  public let requests: RequestCounts
}
