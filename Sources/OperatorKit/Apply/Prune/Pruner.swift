/// Deletes objects that an owner has put on a cluster and no longer wants.
///
/// ## Expected Flow
/// 1. ``prune(_:keeping:)`` with what the old inventory has and the new one has not.
/// 2. Put ``PruneResult/survivors`` back into the inventory.
/// 3. Where it matters that the objects are gone, ask ``Termination`` from time to time.
///
/// ## Guarantees
/// - An object is deleted only if its live labels say that it is the owner's, and only the very object whose labels
///   were read: the delete carries its uid (K-15-02, K-15-07).
/// - Objects with a marker that keeps them, guarded objects, and objects that are among those to keep under another
///   name of theirs (another API group, a namespace they do not have) are never deleted (K-15-03).
/// - Objects are deleted one by one in reverse apply order, in the background (K-15-01, K-15-04).
/// - One that fails does not keep the others (K-15-05).
///
/// ## Assumptions
/// - The client carries the identity that the objects were applied with.
///
/// ## Caveats
/// - A deleted object may exist for a while: finalizers hold it.
///
/// ## Errors
/// `CancellationError` only; what went wrong with single objects is in the result.
public struct Pruner: Sendable {
  public let client: KubernetesClient
  public let owner: OwnerLabels
  public let markers: ControlMarkers
  public let guarded: DeletionGuard
  /// Whether nothing is deleted, only said to be.
  private var isPreview = false

  public init(
    client: KubernetesClient, owner: OwnerLabels, markers: ControlMarkers, guarded: DeletionGuard = .none
  ) {
    self.client = client
    self.owner = owner
    self.markers = markers
    self.guarded = guarded
  }

  /// Deletes the stale objects.
  ///
  /// - Parameter keeping: What was just applied; empty when everything goes.
  public func prune(_ stale: [ObjectReference], keeping: ChangeSet = ChangeSet()) async throws -> PruneResult {
    let kept = Kept(
      identities: Set(keeping.inventory.entries.map(\.identity)), uids: Set(keeping.entries.compactMap(\.uid)))
    var result = PruneResult()
    for reference in ApplyOrder.sortedForDeletion(stale) {
      try Task.checkCancellation()
      do {
        let action = try await delete(reference, kept, &result.requests)
        result.changes.append(Change(reference, action))
      } catch let error as PruneError {
        result.changes.append(Change(reference, .unknown))
        result.errors.append(error)
      }
    }
    return result
  }

  /// Says what ``prune(_:keeping:)`` would do, and deletes nothing.
  public func preview(_ stale: [ObjectReference], keeping: ChangeSet = ChangeSet()) async throws -> PruneResult {
    var preview = self
    preview.isPreview = true
    return try await preview.prune(stale, keeping: keeping)
  }

  private struct Kept {
    let identities: Set<ObjectReference.Identity>
    let uids: Set<String>
  }

  /// How often an object that was replaced between the read and the delete is looked at again.
  private static let maximumAttempts = 3

  private func delete(
    _ stale: ObjectReference, _ kept: Kept, _ requests: inout RequestCounts
  ) async throws -> ChangeAction {
    guard let type = try await type(of: stale, &requests) else { return .deleted }
    let reference = stale.scoped(to: type)
    guard !guarded.protects(reference), !kept.identities.contains(reference.identity) else { return .skipped }
    for attempt in 1...Pruner.maximumAttempts {
      guard let live = try await read(reference, type, &requests) else { return .deleted }
      guard let uid = live.uid, owner.match(live), !markers.isKept(live), !kept.uids.contains(uid) else {
        return .skipped
      }
      if live.isBeingDeleted || isPreview { return .deleted }
      do {
        requests.deletes += 1
        try await client.delete(type, reference.key, options: DeleteOptions(propagation: .background, uid: uid))
        return .deleted
      } catch let error as KubernetesError {
        if error.kind == .notFound { return .deleted }
        guard error.kind == .conflict, attempt < Pruner.maximumAttempts else {
          throw PruneError(reference, .delete, error)
        }
      }
    }
    return .unknown
  }

  /// The resource that serves an object; `nil` when nobody can have such an object.
  private func type(of reference: ObjectReference, _ requests: inout RequestCounts) async throws -> ResourceType? {
    do {
      if let type = try await client.servedType(for: reference) { return type }
      requests.metadataLists += 1
      guard try await client.isDefined(reference.groupKind) else { return nil }
    } catch let error as KubernetesError {
      throw PruneError(reference, .query, error)
    }
    throw PruneError(
      reference, .query,
      KubernetesError(
        kind: .server, message: "\(reference.groupKind) is defined, but the API server does not serve it at the moment")
    )
  }

  private func read(
    _ reference: ObjectReference, _ type: ResourceType, _ requests: inout RequestCounts
  ) async throws -> DynamicObject? {
    requests.metadataGets += 1
    do {
      return try await client.get(type, reference.key, as: .metadata)
    } catch let error as KubernetesError {
      guard error.kind == .notFound else { throw PruneError(reference, .query, error) }
      if error.isAboutKind { try await confirmGone(reference, &requests, error) }
      return nil
    }
  }

  /// Throws unless the object's kind is gone for good.
  private func confirmGone(
    _ reference: ObjectReference, _ requests: inout RequestCounts, _ answer: KubernetesError
  ) async throws {
    do {
      requests.metadataLists += 1
      if try await client.isDefined(reference.groupKind) { throw PruneError(reference, .query, answer) }
    } catch let error as KubernetesError {
      throw PruneError(reference, .query, error)
    }
  }
}
