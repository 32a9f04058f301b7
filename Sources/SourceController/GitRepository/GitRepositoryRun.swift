package import ControllerSupport
package import Git
package import GitOpsAPI
import OperatorKit

/// One reconcile of one GitRepository: what was read at its start, and the status that is being drafted.
package struct GitRepositoryRun: Sendable {
  package var draft: StatusDraft<GitRepository>
  /// Whether an earlier run had left a failure behind.
  package let hadFailure: Bool

  package init(_ object: GitRepository) {
    draft = StatusDraft(object)
    hadFailure = SourceConditions(object.status.conditions, generation: draft.generation).hasFailure
  }

  package var object: GitRepository { draft.object }
  package private(set) var status: GitRepository.Status {
    get { draft.status }
    set { draft.status = newValue }
  }

  private var generation: Int64 { draft.generation }
  private var conditions: SourceConditions {
    get { SourceConditions(draft.status.conditions, generation: generation) }
    set { draft.status.conditions = newValue.conditions }
  }

  /// Whether nobody has touched the object since it was last found to be as it should be.
  package var isRoutine: Bool {
    !hadFailure && !draft.hasNewRequest && object.status.observedGeneration == generation
      && object.status.artifact != nil
  }

  /// Whether the artifact is of this revision and was made by the rules that the spec has now.
  package func isStored(_ revision: Revision) -> Bool {
    guard let artifact = status.artifact, Revision(artifact.revision) == revision else { return false }
    return status.observedIgnore == object.spec.ignore
      && status.observedSparseCheckout == object.spec.sparseCheckout
      && status.observedInclude == object.spec.include && status.includedArtifacts.isEmpty
      && status.observedRecurseSubmodules == object.spec.recurseSubmodules
  }

  /// Whether an artifact is not the one that was there when the run began.
  package func isNew(_ artifact: Artifact) -> Bool { object.status.artifact?.digest != artifact.digest }

  /// Work begins; what is said about it depends on why.
  package mutating func begin() {
    if status.artifact == nil {
      progress("building artifact", isDrift: true)
    } else if status.observedGeneration != generation {
      let before = status.observedGeneration ?? -1
      progress("processing object: new generation \(before) -> \(generation)", isDrift: false)
    } else if draft.hasNewRequest {
      progress("reconciliation in progress", isDrift: false)
    }
  }

  /// The stored artifact is not there any more; it is made anew.
  package mutating func dropArtifact() {
    status.artifact = nil
    conditions.remove(ConditionType.artifactInStorage)
    progress("building artifact: disappeared from storage", isDrift: true)
  }

  package mutating func moveArtifact(to url: String) { status.artifact?.url = url }

  /// There is something to fetch. The revision is `nil` when only fetching tells it.
  package mutating func noteOutdated(_ revision: Revision?) {
    guard let revision else { return }
    if let artifact = status.artifact {
      guard Revision(artifact.revision) != revision else {
        return progress("building artifact: the rules for its content have changed", isDrift: true)
      }
      conditions.foundNewRevision("new upstream revision '\(revision)'")
    }
    progress("building artifact: new upstream revision '\(revision)'", isDrift: true)
  }

  /// An artifact was stored by the rules that the spec has now.
  package mutating func accept(_ artifact: Artifact) {
    status.artifact = artifact
    status.observedIgnore = object.spec.ignore
    status.observedSparseCheckout = object.spec.sparseCheckout
    status.observedRecurseSubmodules = object.spec.recurseSubmodules
    status.observedInclude = object.spec.include
    status.includedArtifacts = []
  }

  package mutating func succeed() {
    if object.spec.verify == nil {
      conditions.remove(ConditionType.sourceVerified)
      status.sourceVerificationMode = nil
    }
    conditions.succeed("stored artifact for revision '\(status.artifact?.revision ?? "")'")
    status.observedGeneration = generation
  }

  package mutating func fail(_ failure: SourceFailure) {
    conditions.fail(failure)
    if failure.remedy == .stall { status.observedGeneration = generation }
  }

  private mutating func progress(_ message: String, isDrift: Bool) {
    conditions.progress(message, isDrift: isDrift)
  }
}
