import ControllerSupport
package import Git
package import GitOpsAPI
import OperatorKit

/// What of a run is particular to GitRepositories.
extension SourceRun<GitRepository> {
  /// Whether nobody has touched the object since it was last found to be as it should be.
  package var isRoutine: Bool {
    !hadFailure && !draft.hasNewRequest && object.status.observedGeneration == generation
      && object.status.artifact != nil
  }

  /// Whether the artifact is of this revision and was made by the rules that the spec has now.
  package func isStored(_ revision: Revision) -> Bool {
    guard let artifact, Revision(artifact.revision) == revision else { return false }
    let status = draft.status
    return status.observedIgnore == object.spec.ignore
      && status.observedSparseCheckout == object.spec.sparseCheckout
      && status.observedInclude == object.spec.include && status.includedArtifacts.isEmpty
      && status.observedRecurseSubmodules == object.spec.recurseSubmodules
  }

  /// There is something to fetch. The revision is `nil` when only fetching tells it.
  package mutating func noteOutdated(_ revision: Revision?) {
    guard let revision else { return }
    if let artifact, Revision(artifact.revision) == revision {
      noteOtherRules()
    } else {
      noteOutdated("new upstream revision '\(revision)'")
    }
  }

  /// An artifact was stored by the rules that the spec has now.
  package mutating func accept(_ artifact: Artifact) {
    accept(artifact, linkedAt: nil)
    draft.status.observedIgnore = object.spec.ignore
    draft.status.observedSparseCheckout = object.spec.sparseCheckout
    draft.status.observedRecurseSubmodules = object.spec.recurseSubmodules
    draft.status.observedInclude = object.spec.include
    draft.status.includedArtifacts = []
    forgetVerification()
  }

  /// What was once verified is not called verified when nothing is to be verified.
  package mutating func forgetVerification() {
    if object.spec.verify == nil { draft.status.sourceVerificationMode = nil }
  }
}
