/// The reasons of conditions and events of sources; ``Reason`` has those that other controllers use too.
public enum SourceReason {
  // Any source.
  public static let urlInvalid = "URLInvalid"
  public static let authenticationFailed = "AuthenticationFailed"
  public static let invalidProviderConfiguration = "InvalidProviderConfiguration"
  public static let verificationError = "VerificationError"
  public static let artifactUpToDate = "ArtifactUpToDate"
  public static let newArtifact = "NewArtifact"
  public static let newRevision = "NewRevision"
  public static let sourceIgnoreError = "SourceIgnoreError"
  public static let patchOperationFailed = "PatchOperationFailed"

  // The storage.
  public static let directoryCreationFailed = "DirectoryCreationFailed"
  public static let statOperationFailed = "StatOperationFailed"
  public static let readOperationFailed = "ReadOperationFailed"
  public static let acquireLockFailed = "AcquireLockFailed"
  public static let archiveOperationFailed = "ArchiveOperationFailed"
  public static let symlinkUpdateFailed = "SymlinkUpdateFailed"
  public static let cacheOperationFailed = "CacheOperationFailed"
  public static let artifactVerificationFailed = "ArtifactVerificationFailed"
  public static let garbageCollectionSucceeded = "GarbageCollectionSucceeded"
  public static let garbageCollectionFailed = "GarbageCollectionFailed"

  // Git.
  public static let gitOperationFailed = "GitOperationFailed"
  public static let gitOperationSucceeded = "GitOperationSucceeded"
  public static let emptyGitRepository = "EmptyGitRepository"
  public static let illegalPath = "IllegalPath"
  public static let copyFailure = "CopyFailure"
  public static let notFound = "NotFound"
  public static let noArtifact = "NoArtifact"
  public static let includeChange = "IncludeChange"
  public static let invalidVerificationMode = "InvalidVerificationMode"
  public static let invalidGitObject = "InvalidGitObject"
  public static let invalidTagSignature = "InvalidTagSignature"
  public static let invalidCommitSignature = "InvalidCommitSignature"

  // OCI repositories.
  public static let ociArtifactPullFailed = "OCIArtifactPullFailed"
  public static let ociArtifactLayerOperationFailed = "OCIArtifactLayerOperationFailed"

  // Buckets.
  public static let bucketOperationFailed = "BucketOperationFailed"
  public static let bucketOperationSucceeded = "BucketOperationSucceeded"
  public static let invalidSTSConfiguration = "InvalidSTSConfiguration"

  // Helm repositories and charts.
  public static let indexationFailed = "IndexationFailed"
  public static let sourceUnavailable = "SourceUnavailable"
  public static let unsupportedSourceKind = "UnsupportedSourceKind"
  public static let noSourceArtifact = "NoSourceArtifact"
  public static let newChart = "NewChart"
  public static let invalidChartReference = "InvalidChartReference"
  public static let metadataPatchError = "MetadataPatchError"
  public static let valuesFilesError = "ValuesFilesError"
  public static let chartPullError = "ChartPullError"
  public static let dependencyBuildError = "DependencyBuildError"
  public static let chartPackageError = "ChartPackageError"
  public static let chartVerificationError = "ChartVerificationError"
  public static let unknown = "Unknown"
  public static let chartPullSucceeded = "ChartPullSucceeded"
  public static let chartPackageSucceeded = "ChartPackageSucceeded"
  public static let resolvedDependencies = "ResolvedDependencies"
}
