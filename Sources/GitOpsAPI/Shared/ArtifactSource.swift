/// A kind that offers an artifact: what consumers need to know of a source.
public protocol ArtifactSource: GitOpsObject where Status: ConditionedStatus {
  /// `nil` until the source was fetched for the first time.
  var artifact: Artifact? { get }
}
