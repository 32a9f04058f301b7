import ApplierSupport
import GitOpsAPI
import OperatorKit
import Synchronization

/// What a run was begun for; when it is no longer so, a wait of the run ends.
struct RunBasis: Sendable, Hashable {
  let generation: Int64?
  let isBeingDeleted: Bool
  let forceAt: String?
  /// Revision and digest of the chart's artifact at the beginning.
  let artifact: String?
  let source: SourceID?

  init(_ object: HelmRelease, artifact: String?) {
    generation = object.metadata.generation
    isBeingDeleted = object.metadata.isBeingDeleted
    forceAt = object.metadata.annotations?[AnnotationName.forceAt]
    self.artifact = artifact
    source = SourceID(object)
  }
}

/// The runs that wait, one an object at most. All can be lost: records say where to go on.
final class RunningReleases: Sendable {
  struct Entry: Sendable {
    let run: ResumableRun<ReconcileResult>
    let basis: RunBasis
    /// What else has changed meanwhile.
    var trigger: String?
  }

  private let entries = Mutex<[ObjectKey: Entry]>([:])

  subscript(_ key: ObjectKey) -> Entry? { entries.withLock { $0[key] } }

  var count: Int { entries.withLock(\.count) }

  func begin(_ key: ObjectKey, _ entry: Entry) { entries.withLock { $0[key] = entry } }
  func end(_ key: ObjectKey) { entries.withLock { $0[key] = nil } }
  func touch(_ key: ObjectKey, trigger: String) { entries.withLock { $0[key]?.trigger = trigger } }
}
