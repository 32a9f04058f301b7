import GitOpsAPI
import Helm
import OperatorKit

/// Takes a release off the cluster (H-26-09). What the callers make of it is theirs.
struct Uninstallation: Sendable {
  let object: HelmRelease
  let client: KubernetesClient
  let store: ReleaseStore
  /// The namespace of the release.
  let namespace: String
  let pause: Pause
  let log: ActionLog
  /// Whether the uninstall repairs a failed install or upgrade: then what the release did not create stays, and
  /// definitions stay.
  let isRemediation: Bool

  enum Outcome: Sendable {
    case done
    /// There is no record of the release.
    case notFound
    case alreadyUninstalled
  }

  private var spec: HelmRelease.Uninstall { object.spec.uninstall ?? .init() }
  private var timeout: Duration { (spec.timeout ?? object.spec.effectiveTimeout).duration }
  private var reader: ManifestReader { ManifestReader(client: client, namespace: namespace) }

  func run() async throws -> Outcome {
    guard let version = try await store.entries().last?.version, let last = try await store.find(version) else {
      return .notFound
    }
    if last.info.status == .uninstalled {
      if spec.keepHistory { return .alreadyUninstalled }
      try await purge()
      return .done
    }
    let resumes = last.info.status == .uninstalling
    if !resumes {
      try await store.modify(version) { release in
        release.set(.uninstalling, "Deletion in progress (or silently failed)")
        release.info.deleted = .now
        // What hooks did at other times does not count for the deletion.
        for index in release.hooks.indices { release.hooks[index].lastRun = .init() }
      }
    }
    try await hooks(.preDelete, version, resumes)
    let problems = try await remove(version)
    guard problems.isEmpty else {
      throw ManifestProblem(message: "failed to delete release: \(store.name): \(problems.joined(separator: "; "))")
    }
    try await hooks(.postDelete, version, resumes)
    try await store.modify(version) { $0.set(.uninstalled, "Uninstallation complete") }
    if spec.keepHistory { try await store.supersede(except: version) } else { try await purge() }
    return .done
  }

  private func hooks(_ event: RecordedHook.Event, _ version: Int, _ resumes: Bool) async throws {
    guard !spec.disableHooks else { return }
    try await HookRunner(
      client: client, store: store, reader: reader, writer: ReleaseWriter(client: client, method: .serverSide),
      pause: pause, log: log, timeout: timeout, waitsForDeletion: !spec.disableWait
    ).run(event, of: version, skipsSucceeded: resumes)
  }

  private func remove(_ version: Int) async throws -> [String] {
    guard let release = try await store.find(version) else { return [] }
    let adopted = isRemediation ? try await store.adopted() : AdoptedObjects()
    let objects = KindOrder.uninstall.sorted(
      try await reader.knownObjects(in: release.manifest, origin: "release manifest")
    ) { $0.type.kind }
    let removable = objects.filter { candidate in
      if candidate.isKept { return false }
      return !isRemediation || !(adopted.contains(candidate.reference) || candidate.isDefinition)
    }
    let kept = objects.count - removable.count
    if kept > 0 { log.add("\(kept) objects are kept: their policy says so, or the release did not create them") }
    let removal = ReleaseRemoval(client: client, propagation: propagation, log: log)
    let (deleted, problems) = await removal.run(removable)
    if problems.isEmpty, !spec.disableWait {
      try await DeletionWait(client: client, pause: pause).run(deleted.map(\.slimmed), timeout: timeout)
    }
    return problems
  }

  private var propagation: DeleteOptions.Propagation {
    switch spec.effectiveDeletionPropagation {
    case .foreground: .foreground
    case .orphan: .orphan
    default: .background
    }
  }

  private func purge() async throws {
    for entry in try await store.entries() { try await store.delete(entry.version) }
  }
}
