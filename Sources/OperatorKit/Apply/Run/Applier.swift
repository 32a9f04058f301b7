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

  /// Says what ``apply(_:cache:)`` would do, and writes nothing.
  ///
  /// Objects whose kind or namespace is in the set itself and not yet on the cluster are said to be created; whether
  /// the server would accept them cannot be known.
  public func preview(_ set: ApplySet) async throws -> ApplyResult {
    var options = options
    options.migratesAPIVersion = false
    let planner = Planner(client: client, options: options, definedKinds: [])
    let objects = ApplyStage.allCases.flatMap { set.objects(in: $0, customKinds: options.customStageKinds) }
    let outcomes = try await mapConcurrently(objects, limit: options.concurrency) { try await planner.plan($0) }
    var (changes, requests, errors) = (ChangeSet(), RequestCounts(), [ApplyError]())
    for outcome in outcomes {
      requests += outcome.requests
      switch outcome.result {
      case .success(let object): changes.append(object.change)
      case .failure(let error) where error.cause.kind == .notFound && set.brings(error.reference):
        changes.append(Change(error.reference, .created))
      case .failure(let error): errors.append(error)
      }
    }
    guard errors.isEmpty else {
      throw ApplyFailure(reason: .objects(errors), changes: ChangeSet(), requests: requests)
    }
    return ApplyResult(changes: changes, requests: requests)
  }
}

extension PlannedObject {
  /// What carrying out the plan would do.
  fileprivate var change: Change {
    switch plan {
    case .skip(let uid): Change(reference, .skipped, uid: uid)
    case .unchanged(let uid, _, _): Change(reference, .unchanged, uid: uid)
    case .create: Change(reference, .created)
    case .recreate(let uid, _): Change(reference, .created, uid: uid)
    case .configure(let correction): Change(reference, .configured, uid: correction.uid, drift: correction.drift)
    }
  }
}

extension ApplySet {
  /// Whether the set itself holds what an object needs to be accepted.
  fileprivate func brings(_ reference: ObjectReference) -> Bool {
    definedKinds.contains(reference.groupKind)
      || objects.contains {
        $0.reference.groupKind == ResourceType.namespace.groupKind && $0.reference.name == reference.namespace
      }
  }
}

/// What an apply did.
public struct ApplyResult: Sendable {
  /// One entry for each object of the set, in apply order within each stage.
  public let changes: ChangeSet
  public let requests: RequestCounts
}
