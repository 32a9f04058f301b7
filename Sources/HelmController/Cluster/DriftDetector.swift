import ApplierSupport
import GitOpsAPI
import JSON
import OperatorKit

/// Finds drift: reads each object, tries what an apply would make of it, and compares.
struct DriftDetector: Sendable {
  let client: KubernetesClient
  let rules: [IgnoreRule]
  /// Whose fields are taken over first, by the beginning of their names.
  let overrideManagers: [String]

  static let marker = "\(APIGroup.helm)/driftDetection"

  init(_ client: KubernetesClient, ignoring rules: [DriftIgnoreRule], overrideManagers: [String]) throws {
    self.client = client
    self.overrideManagers = overrideManagers
    self.rules = try rules.map { try DriftIgnore.rule($0, wholeObjects: true) }
  }

  /// Finds what has drifted. What cannot be looked at is noted, and keeps nothing else from being brought back; it is
  /// thrown where nothing else has drifted.
  func run(_ objects: [ReleaseObject]) async throws -> ReleaseDrift {
    var drift = ReleaseDrift()
    var problem: (any Error)?
    for object in objects {
      do {
        if let entry = try await look(object) { drift.entries.append(entry) }
      } catch  where error.isInterruption {
        throw error
      } catch {
        drift.problems.append("\(object.reference.subject): \(error)")
        problem = problem ?? error
      }
    }
    if let problem, !drift.hasChanges { throw problem }
    return drift
  }

  private func look(_ object: ReleaseObject) async throws -> ReleaseDrift.Entry? {
    let ignored = IgnoreRule.paths(for: object.object, in: rules)
    if DriftDetector.isExcluded(object.object) || ignored.contains(where: \.tokens.isEmpty) {
      return .init(object: object, change: .excluded, live: nil)
    }
    guard var live = try await client.find(object.type, object.reference.key) else {
      return .init(object: object, change: .create, live: nil)
    }
    if DriftDetector.isExcluded(live) { return .init(object: object, change: .excluded, live: nil) }
    live = try await takenOver(object, live)
    let wanted = try await client.patch(
      object.type, object.reference.key, .apply(object.normalized.json, force: true),
      options: WriteOptions(fieldManager: ReleaseWriter.fieldManager, dryRun: true))
    guard Drift.hasDrifted(live: live, desired: wanted, ignoring: ignored) else { return nil }
    let operations = JSONDifference.operations(live: live, wanted: wanted, ignoring: ignored)
    return operations.isEmpty ? nil : .init(object: object, change: .update(operations), live: live)
  }

  private func takenOver(_ object: ReleaseObject, _ live: DynamicObject) async throws -> DynamicObject {
    let managers = overrideManagers.flatMap { name -> [ManagedFields.Manager] in
      [.init(prefix: name, operation: .apply), .init(prefix: name, operation: .update)]
    }
    guard !managers.isEmpty,
      let taken = ManagedFields(live).takenOver(
        from: managers, exempt: [ReleaseWriter.fieldManager], by: ReleaseWriter.fieldManager)
    else { return live }
    return try await client.patch(
      object.type, object.reference.key, .json(taken.patch(for: live)),
      options: WriteOptions(fieldManager: ReleaseWriter.fieldManager))
  }

  /// Whether a label or an annotation says to leave the object alone (H-22-05).
  static func isExcluded(_ object: DynamicObject) -> Bool {
    [object.label(marker), object.annotation(marker)].contains { $0?.lowercased() == "disabled" }
  }
}
