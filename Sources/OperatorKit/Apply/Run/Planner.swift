import JSON

/// Decides what is to be done about an object: reads it, tries the apply, compares.
struct Planner: Sendable {
  let client: KubernetesClient
  let options: ApplyOptions
  /// Kinds that this set defines. The API server may need a moment to serve them.
  let definedKinds: Set<GroupKind>

  struct Outcome: Sendable {
    let result: Result<PlannedObject, ApplyError>
    let requests: RequestCounts
  }

  /// Plans one object. What is wrong with it is part of the outcome; throws `CancellationError` only.
  func plan(_ packed: PackedObject) async throws -> Outcome {
    var requests = RequestCounts()
    do {
      return Outcome(result: .success(try await decide(packed, &requests)), requests: requests)
    } catch let error as ApplyError {
      return Outcome(result: .failure(error), requests: requests)
    } catch let error as KubernetesError {
      return Outcome(result: .failure(ApplyError(packed, .read, error)), requests: requests)
    }
  }

  private func decide(_ packed: PackedObject, _ requests: inout RequestCounts) async throws -> PlannedObject {
    guard var desired = packed.unpacked() else {
      throw ApplyError(packed, .dryRun, KubernetesError(kind: .malformed, message: "the object cannot be read back"))
    }
    let isExcluded = options.markers.isExcluded(desired)
    guard let type = try await resolve(packed, orNil: isExcluded) else {
      return PlannedObject(packed: packed, type: nil, plan: .skip(uid: nil))
    }
    if !type.isNamespaced { desired.namespace = "" }
    if type.isNamespaced, desired.namespace.isEmpty { throw missingNamespace(packed) }
    let attempt = Attempt(packed: packed, desired: desired, type: type)
    let plan: ApplyPlan
    if isExcluded || options.markers.isCreatedOnly(desired) {
      requests.metadataGets += 1
      let uid = try await client.find(type, desired.key, as: .metadata)?.uid
      plan = isExcluded || uid != nil ? .skip(uid: uid) : try await tryOut(attempt, live: nil, &requests)
    } else {
      requests.gets += 1
      let live = try await client.find(type, desired.key)
      plan = try await tryOut(attempt, live: live, &requests)
    }
    return PlannedObject(packed: packed, type: type, plan: plan)
  }

  /// What is planned for, and how it is addressed.
  private struct Attempt {
    let packed: PackedObject
    let desired: DynamicObject
    let type: ResourceType
  }

  private func tryOut(
    _ attempt: Attempt, live found: DynamicObject?, _ requests: inout RequestCounts
  ) async throws -> ApplyPlan {
    if let found, options.markers.isExcluded(found) { return .skip(uid: found.uid) }
    var live = try await migrated(attempt, found, &requests)
    do {
      for _ in 1..<Planner.maximumRaces {
        let dryRun = try await self.dryRun(attempt, &requests)
        let plan = compare(attempt, live, dryRun)
        guard case .configure = plan, live?.resourceVersion != dryRun.resourceVersion else { return plan }
        // Somebody has written the object between the two requests: what differs may be theirs.
        requests.gets += 1
        live = try await client.find(attempt.type, attempt.desired.key)
      }
      return compare(attempt, live, try await self.dryRun(attempt, &requests))
    } catch let error as KubernetesError {
      return try recreation(attempt, live, error)
    }
  }

  /// How often an object is looked at again because somebody else is writing it at the same time.
  private static let maximumRaces = 4

  private func compare(
    _ attempt: Attempt, _ live: DynamicObject?, _ dryRun: DynamicObject
  ) -> ApplyPlan {
    guard let live, let uid = live.uid else { return .create }
    let paths = IgnoreRule.paths(for: dryRun, in: options.ignoreRules)
    let merges = options.markers.isMerged(attempt.desired) || options.markers.isMerged(live)
    let needsCleanup = !merges && !Cleanup(options).operations(for: live).isEmpty
    guard needsCleanup || Drift.hasDrifted(live: live, desired: dryRun, ignoring: paths) else {
      return .unchanged(uid: uid, evidence: Evidence(live), readiness: Readiness(of: live))
    }
    return .configure(
      .init(
        uid: uid,
        ignored: IgnoredFields(paths: paths, live: live, dryRun: dryRun, manager: options.fieldManager),
        needsCleanup: needsCleanup,
        drift: Drift.report(live: live, desired: dryRun, ignoring: paths, limit: options.reportedDifferences)))
  }

  /// The plan for an object whose dry run was refused, or the error if nothing can be done about it.
  private func recreation(_ attempt: Attempt, _ live: DynamicObject?, _ error: KubernetesError) throws -> ApplyPlan {
    guard let live, let uid = live.uid, ImmutableField.isPossible(error) else {
      throw ApplyError(attempt.packed, .dryRun, error)
    }
    let isMarked = options.markers.isForced(attempt.desired) || options.markers.isForced(live)
    let holdsOthers =
      attempt.type.groupKind == ResourceType.namespace.groupKind
      || attempt.type.groupKind == ResourceType.customResourceDefinition.groupKind
    guard isMarked || (options.force && !holdsOthers) else {
      let advice = "set the annotation \(options.markers.prefix)/force: enabled on the object to have it recreated"
      throw ApplyError(
        attempt.packed, .dryRun, error, advice: ImmutableField.isCertain(error) ? advice : nil)
    }
    guard !options.guarded.protects(attempt.packed.reference) else {
      throw ApplyError(attempt.packed, .dryRun, error, advice: "the object is protected and is not recreated")
    }
    return .recreate(uid: uid, cause: error)
  }

  // MARK: Requests

  private func dryRun(_ attempt: Attempt, _ requests: inout RequestCounts) async throws -> DynamicObject {
    let deadline = ContinuousClock.now + .seconds(10)
    var delay = PollDelay()
    while true {
      do {
        requests.dryRuns += 1
        return try await client.patch(
          attempt.type, attempt.desired.key, .apply(attempt.desired.json, force: true),
          options: WriteOptions(fieldManager: options.fieldManager, dryRun: true))
      } catch let error as KubernetesError
        where isNotServedYet(error, attempt.packed.reference.groupKind) && ContinuousClock.now < deadline
      {
        try await delay.sleep()
      }
    }
  }

  private func resolve(_ packed: PackedObject, orNil mayBeUnknown: Bool) async throws -> ResourceType? {
    let deadline = ContinuousClock.now + .seconds(10)
    var delay = PollDelay()
    while true {
      do {
        return try await client.resourceType(for: packed.reference.groupVersionKind)
      } catch let error as KubernetesError {
        if error.kind == .notFound, definedKinds.contains(packed.reference.groupKind), ContinuousClock.now < deadline {
          try await delay.sleep()
        } else if error.kind == .notFound, mayBeUnknown {
          return nil
        } else {
          throw ApplyError(packed, .dryRun, error)
        }
      }
    }
  }

  /// A kind that has just been defined is missing for a moment in some of the API server's tables.
  private func isNotServedYet(_ error: KubernetesError, _ kind: GroupKind) -> Bool {
    error.kind == .notFound && definedKinds.contains(kind)
      && error.message.contains("could not find the requested resource")
  }

  private func migrated(
    _ attempt: Attempt, _ live: DynamicObject?, _ requests: inout RequestCounts
  ) async throws -> DynamicObject? {
    guard options.migratesAPIVersion, let live,
      let fields = ManagedFields(live).migrated(to: attempt.type.apiVersion)
    else { return live }
    requests.writes += 1
    do {
      return try await client.patch(
        attempt.type, live.key, .json(fields.patch(for: live)),
        options: WriteOptions(fieldManager: options.fieldManager))
    } catch let error as KubernetesError {
      throw ApplyError(attempt.packed, .cleanUp, error)
    }
  }

  private func missingNamespace(_ packed: PackedObject) -> ApplyError {
    ApplyError(
      packed, .dryRun,
      KubernetesError(
        kind: .notFound, code: 404, reason: "NotFound",
        message: "\(packed.reference.kind) objects live in namespaces, and this one names none"))
  }
}
