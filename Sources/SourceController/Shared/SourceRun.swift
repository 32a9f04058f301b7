package import ControllerSupport
package import GitOpsAPI
package import OperatorKit

/// One reconcile of one source: what was read at its start, and the status that is being drafted.
package struct SourceRun<Object: ManagedSource>: Sendable {
  package var draft: StatusDraft<Object>
  /// Whether an earlier run had left a failure behind.
  package let hadFailure: Bool

  package init(_ object: Object) {
    draft = StatusDraft(object)
    hadFailure = SourceConditions(object.status.conditions, generation: draft.generation).hasFailure
  }

  package var object: Object { draft.object }
  package var artifact: Artifact? { draft.status.artifact }
  package var generation: Int64 { draft.generation }

  /// Whether the spec is another than the one that was last worked on to the end.
  package var hasNewGeneration: Bool { draft.status.observedGeneration != generation }

  /// What an earlier run said of the artifact that is there, if that is still all there is to say.
  package var settled: Condition? {
    let conditions = draft.status.conditions
    guard artifact != nil, !hasNewGeneration, !hadFailure, conditions.isTrue(ConditionType.ready) else { return nil }
    return conditions.condition(ConditionType.artifactInStorage)
  }

  private var conditions: SourceConditions {
    get { SourceConditions(draft.status.conditions, generation: generation) }
    set { draft.status.conditions = newValue.conditions }
  }

  /// Whether an artifact is not the one that was there when the run began.
  package func isNew(_ artifact: Artifact) -> Bool { object.status.artifact?.digest != artifact.digest }

  /// Work begins; what is said about it depends on why.
  package mutating func begin() {
    if artifact == nil {
      conditions.progress("building artifact", isDrift: true)
    } else if hasNewGeneration {
      let before = draft.status.observedGeneration ?? -1
      conditions.progress("processing object: new generation \(before) -> \(generation)", isDrift: false)
    } else if draft.hasNewRequest {
      conditions.progress("reconciliation in progress", isDrift: false)
    }
  }

  /// The stored artifact is not there any more; it is made anew.
  package mutating func dropArtifact() {
    draft.status.artifact = nil
    draft.status.url = nil
    conditions.remove(ConditionType.artifactInStorage)
    conditions.progress("building artifact: disappeared from storage", isDrift: true)
  }

  package mutating func moveArtifact(to url: String, linkedAt link: String?) {
    draft.status.artifact?.url = url
    if draft.status.url != nil { draft.status.url = link }
  }

  /// There is something to fetch, and `news` says what.
  package mutating func noteOutdated(_ news: String, reason: String = SourceReason.newRevision) {
    if artifact != nil { conditions.foundNewRevision(news, reason: reason) }
    conditions.progress("building artifact: \(news)", isDrift: true)
  }

  /// The artifact is of the right revision, but was made by other rules than the spec has now.
  package mutating func noteOtherRules() {
    conditions.progress("building artifact: the rules for its content have changed", isDrift: true)
  }

  package mutating func accept(_ artifact: Artifact, linkedAt link: String?) {
    draft.status.artifact = artifact
    draft.status.url = link
  }

  /// Everything is as it should be.
  package mutating func succeed(reason: String = Reason.succeeded, _ message: String) {
    conditions.remove(ConditionType.sourceVerified)
    conditions.succeed(message, storedFor: reason)
    draft.status.observedGeneration = generation
  }

  package mutating func fail(_ failure: SourceFailure) {
    conditions.fail(failure)
    if failure.remedy == .stall { draft.status.observedGeneration = generation }
  }
}
