import JSON

/// Carries out plans.
struct ObjectWriter: Sendable {
  let client: KubernetesClient
  let options: ApplyOptions

  /// An object as it is after it was written.
  struct Written: Sendable {
    let change: Change
    let live: DynamicObject
  }

  /// How often a conflict with another writer is met by reading again.
  private static let maximumConflicts = 5

  /// Creates an object that was not there.
  func create(_ planned: PlannedObject, _ requests: inout RequestCounts) async throws -> Written {
    let live = try await apply(planned, ignored: nil, .apply, &requests)
    return Written(change: Change(planned.reference, .created, uid: live.uid), live: live)
  }

  /// Corrects an object that differs.
  func configure(
    _ planned: PlannedObject, _ correction: ApplyPlan.Correction, _ requests: inout RequestCounts
  ) async throws -> Written {
    if correction.needsCleanup { try await cleanUp(planned, &requests) }
    let live = try await apply(planned, ignored: correction.ignored, .apply, &requests)
    return Written(
      change: Change(planned.reference, .configured, uid: live.uid ?? correction.uid, drift: correction.drift),
      live: live)
  }

  /// Deletes an object and creates it again (K-12-20), unless it would be refused as a new one too.
  func recreate(
    _ planned: PlannedObject, uid: String, cause: KubernetesError, _ requests: inout RequestCounts
  ) async throws -> Written {
    guard let type = planned.type else { throw unreadable(planned) }
    try await validate(planned, type, cause, &requests)
    do {
      requests.deletes += 1
      try await client.delete(
        type, planned.reference.key, options: DeleteOptions(propagation: .background, uid: uid))
    } catch let error as KubernetesError where error.kind != .notFound {
      throw ApplyError(planned.packed, .recreate, error)
    } catch is KubernetesError {}
    try await waitUntilGone(planned, type, uid, &requests)
    _ = try await apply(planned, ignored: nil, .dryRun, &requests)
    return try await create(planned, &requests)
  }

  // MARK: Steps

  private func apply(
    _ planned: PlannedObject, ignored: IgnoredFields?, _ step: ApplyError.Step, _ requests: inout RequestCounts
  ) async throws -> DynamicObject {
    guard let type = planned.type, var object = planned.packed.unpacked() else { throw unreadable(planned) }
    object.namespace = planned.reference.namespace
    ignored?.apply(to: &object)
    if step == .dryRun { requests.dryRuns += 1 } else { requests.writes += 1 }
    do {
      return try await client.patch(
        type, object.key, .apply(object.json, force: true),
        options: WriteOptions(fieldManager: options.fieldManager, dryRun: step == .dryRun))
    } catch let error as KubernetesError {
      throw ApplyError(planned.packed, step, error)
    }
  }

  private func cleanUp(_ planned: PlannedObject, _ requests: inout RequestCounts) async throws {
    guard let type = planned.type else { return }
    var conflicts = 0
    while true {
      do {
        requests.gets += 1
        guard let live = try await client.find(type, planned.reference.key) else { return }
        let operations = Cleanup(options).operations(for: live)
        if operations.isEmpty { return }
        requests.writes += 1
        try await client.patch(
          type, planned.reference.key, .json(operations), options: WriteOptions(fieldManager: options.fieldManager))
        return
      } catch let error as KubernetesError {
        conflicts += 1
        guard error.kind == .conflict, conflicts < ObjectWriter.maximumConflicts else {
          throw ApplyError(planned.packed, .cleanUp, error)
        }
      }
    }
  }

  /// Tries the object under another name. What is wrong with it itself is wrong under any name, and then it must not
  /// be deleted for it.
  private func validate(
    _ planned: PlannedObject, _ type: ResourceType, _ cause: KubernetesError, _ requests: inout RequestCounts
  ) async throws {
    guard var copy = planned.packed.unpacked(), cause.reason == "Invalid" else { return }
    copy.namespace = planned.reference.namespace
    copy.json[path: "metadata", "name"] = .string(String(planned.reference.name.prefix(50)) + "-recreated")
    requests.dryRuns += 1
    do {
      _ = try await client.create(
        type, copy, options: WriteOptions(fieldManager: options.fieldManager, dryRun: true))
    } catch let error as KubernetesError where ImmutableField.isInvalidAnyway(cause, creation: error) {
      throw ApplyError(planned.packed, .dryRun, cause)
    } catch is KubernetesError {}
  }

  private func waitUntilGone(
    _ planned: PlannedObject, _ type: ResourceType, _ uid: String, _ requests: inout RequestCounts
  ) async throws {
    let deadline = ContinuousClock.now + options.readyTimeout
    var delay = PollDelay()
    while ContinuousClock.now < deadline {
      requests.metadataGets += 1
      let live: DynamicObject?
      do {
        live = try await client.find(type, planned.reference.key, as: .metadata)
      } catch let error as KubernetesError {
        throw ApplyError(planned.packed, .recreate, error)
      }
      guard let live, live.uid == uid else { return }
      try await delay.sleep()
    }
    throw ApplyError(
      planned.packed, .recreate,
      KubernetesError(kind: .timeout, message: "the deleted object is still there after \(options.readyTimeout)"),
      advice: "see its metadata.finalizers for who has to let it go")
  }

  private func unreadable(_ planned: PlannedObject) -> ApplyError {
    ApplyError(
      planned.packed, .apply, KubernetesError(kind: .malformed, message: "the object cannot be read back"))
  }
}
