import GitOpsAPI
import Helm
import OperatorKit

/// The part that install, upgrade and rollback have in common: from a record that is pending to one that is deployed.
///
/// Records and objects are read when a step needs them and dropped after it: a pass that waits holds the names of its
/// objects, however large the release.
struct ReleasePass: Sendable {
  let context: ActionContext
  let store: ReleaseStore
  let settings: ActionSettings
  let log: ActionLog
  let action: ReleaseAction
  /// The revision that is being made.
  let version: Int
  /// The revision whose objects are there; `nil` for an install.
  let former: Int?
  /// More revisions whose objects may be there: what only they had goes too.
  var earlier: [Int] = []
  /// Whether the pass goes on where another one was left.
  var resumes = false
  /// Whether the pass repairs: then nothing goes that the release did not create, and no definition.
  var isRemediation = false

  private var before: RecordedHook.Event {
    action == .install ? .preInstall : action == .rollback ? .preRollback : .preUpgrade
  }

  private var after: RecordedHook.Event {
    action == .install ? .postInstall : action == .rollback ? .postRollback : .postUpgrade
  }

  /// Throws what went wrong; the record says so then.
  func run() async throws {
    do {
      try await perform()
    } catch  where error.isInterruption {
      throw error  // whoever comes next takes the record up
    } catch {
      try await fail(error)
      throw error
    }
  }

  private func perform() async throws {
    try await hooks(before)
    let waited = try await apply()
    if settings.waits {
      try await ReleaseWait(
        client: context.client, strategy: settings.strategy, waitsForJobs: settings.waitsForJobs,
        expressions: context.expressions, pause: context.pause
      ).run(waited, timeout: settings.timeout)
    }
    try await hooks(after)
    try await store.supersede(except: version)
    try await succeed()
  }

  private func hooks(_ event: RecordedHook.Event) async throws {
    guard settings.runsHooks else { return }
    let method = settings.method == .replace ? .clientSide : settings.method
    let writer = ReleaseWriter(client: context.client, method: method)
    do {
      try await HookRunner(
        client: context.client, store: store, reader: context.reader, writer: writer, pause: context.pause, log: log,
        timeout: settings.timeout, waitsForDeletion: settings.waits
      ).run(event, of: version, skipsSucceeded: resumes)
    } catch  where error.isInterruption {
      throw error
    } catch {
      switch action {
      case .install: throw HookFailure("failed \(event.rawValue): \(error)")
      case .upgrade: throw HookFailure("\(event.rawValue) hooks failed: \(error)")
      default: throw error
      }
    }
  }

  /// Writes the objects; returns what is to be waited for.
  private func apply() async throws -> [ReleaseObject] {
    guard let release = try await store.find(version) else { throw ReleaseGone(version: version) }
    var targets = try await context.reader.objects(in: release.manifest, origin: "release manifest")
    for index in targets.indices { context.ownership.mark(&targets[index].object) }
    var originals: [ReleaseObject] = []
    var wasClientSide = former == nil
    if let former, let release = try await store.find(former) {
      originals = try await context.reader.knownObjects(in: release.manifest, origin: "current release manifest")
      wasClientSide = release.applyMethod != .serverSide
    }
    originals += try await leftovers()
    let adopted = isRemediation ? try await store.adopted() : AdoptedObjects()
    let remediates = isRemediation
    var writer = ReleaseWriter(client: context.client, method: settings.method)
    writer.takesOverFields = settings.method == .serverSide && (wasClientSide || action == .rollback)
    writer.refusesUnknownFields = settings.refusesUnknownFields
    let result = await ReleaseApply(client: context.client, writer: writer, log: log) { reference in
      remediates && (adopted.contains(reference) || reference.isDefinition)
    }.run(targets, originals: originals)
    if let failure = result.failure {
      if let cause = failure.cause, cause.isInterruption { throw cause }
      if settings.cleansUpOnFailure { await cleanUp(result.created) }
      throw failure
    }
    if settings.cleansUpOnFailure { created.note(result.created) }
    return targets.map(\.slimmed)
  }

  private func leftovers() async throws -> [ReleaseObject] {
    var objects: [ReleaseObject] = []
    for version in earlier {
      guard let release = try await store.find(version) else { continue }
      objects += try await context.reader.knownObjects(in: release.manifest, origin: "release manifest").map(\.slimmed)
    }
    return objects
  }

  /// What this pass has created, for the case that it fails later.
  private let created = CreatedObjects()

  private func cleanUp(_ objects: [ReleaseObject]) async {
    let removable = objects.filter { !$0.isDefinition }
    _ = await ReleaseRemoval(client: context.client, propagation: .background, log: log).run(removable)
  }

  private func succeed() async throws {
    let action = action
    try await store.modify(version) { release in
      release.info.status = .deployed
      if action == .install { release.info.description = "Install complete" }
      if action == .upgrade { release.info.description = "Upgrade complete" }
    }
  }

  private func fail(_ error: any Error) async throws {
    let what = action == .upgrade ? "Upgrade" : action == .rollback ? "Rollback" : "Release"
    let message = "\(what) \"\(store.name)\" failed: \(error)"
    log.add(message)
    if settings.cleansUpOnFailure { await cleanUp(created.objects) }
    if action == .rollback, let former {
      try await store.modify(former) { if $0.info.status == .deployed { $0.info.status = .superseded } }
    }
    try await store.modify(version) { $0.set(.failed, message) }
  }
}

/// The record that an action works on is gone.
struct ReleaseGone: Error, CustomStringConvertible {
  let version: Int
  var description: String { "the record of revision \(version) has disappeared from storage" }
}

extension OperatorKit.ObjectReference {
  var isDefinition: Bool { groupKind == ResourceType.customResourceDefinition.groupKind }
}

extension ReleaseObject {
  /// Only what waiting needs.
  var slimmed: ReleaseObject {
    var slim = DynamicObject(type, reference.key)
    for field in ["paused", "ttlSecondsAfterFinished"] {
      if let value = object.json[path: "spec", field] { slim.json[path: "spec", field] = value }
    }
    return ReleaseObject(object: slim, type: type, reference: reference)
  }
}
