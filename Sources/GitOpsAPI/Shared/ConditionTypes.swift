public import OperatorKit

extension ConditionType {
  // Kustomizations.
  public static let healthy = "Healthy"

  // Sources. All but the first two are present only while true.
  public static let artifactInStorage = "ArtifactInStorage"
  public static let sourceVerified = "SourceVerified"
  public static let artifactOutdated = "ArtifactOutdated"
  public static let fetchFailed = "FetchFailed"
  public static let storageOperationFailed = "StorageOperationFailed"
  public static let includeUnavailable = "IncludeUnavailable"
  public static let buildFailed = "BuildFailed"

  // Helm releases.
  public static let released = "Released"
  public static let testSuccess = "TestSuccess"
  public static let remediated = "Remediated"
  public static let drifted = "Drifted"
}
