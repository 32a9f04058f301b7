import ControllerSupport
import GitOpsAPI
import OperatorKit

/// One reconcile of one GitRepository: what was read at its start, and the status that is being drafted.
package struct GitRepositoryRun {
  package let object: GitRepository
  package var status: GitRepository.Status
  private var stored: GitRepository.Status
  private var conditions: SourceConditions
  /// Whether an earlier run had left a failure behind.
  package let hadFailure: Bool

  package init(_ object: GitRepository) {
    self.object = object
    status = object.status
    stored = object.status
    conditions = SourceConditions(object.status.conditions, generation: object.metadata.generation ?? 0)
    hadFailure = conditions.hasFailure
    ReconcileRequest(object.metadata).acknowledge(in: &status)
  }

  private var generation: Int64 { object.metadata.generation ?? 0 }

  /// Whether the artifact is of this revision and was made by the rules that the spec has now.
  package func isStored(_ revision: String) -> Bool {
    status.artifact?.revision == revision && (status.observedIgnore ?? "") == (object.spec.ignore ?? "")
  }

  /// The artifact is gone; it is made anew.
  package mutating func dropArtifact(_ message: String) {
    status.artifact = nil
    conditions.remove(ConditionType.artifactInStorage)
    conditions.begin(message)
    status.conditions = conditions.conditions
  }

  /// There is something to fetch.
  package mutating func noteOutdated(_ revision: String?) {
    if status.artifact == nil {
      conditions.begin("building artifact")
    } else if let revision, revision != status.artifact?.revision {
      conditions.foundNewRevision("new upstream revision '\(revision)'")
    } else {
      conditions.begin("building artifact: the rules for its content have changed")
    }
    status.conditions = conditions.conditions
  }

  package mutating func accept(_ artifact: Artifact) {
    status.artifact = artifact
    status.observedIgnore = object.spec.ignore
  }

  package mutating func succeed(_ message: String) {
    conditions.succeed(message)
    status.conditions = conditions.conditions
    status.observedGeneration = generation
  }

  package mutating func fail(_ failure: SourceFailure) {
    conditions.fail(failure)
    status.conditions = conditions.conditions
    if failure.remedy == .stall { status.observedGeneration = generation }
  }

  /// The merge patch that makes the stored status the drafted one; `nil` when they are equal.
  func statusPatch() throws -> JSONValue? {
    try JSONEncoding.encode(stored).mergePatch(to: JSONEncoding.encode(status))
  }

  mutating func markStored() { stored = status }
}
