/// The reasons of conditions and events that several controllers share.
public enum Reason {
  // Outcomes.
  public static let succeeded = "Succeeded"
  public static let failed = "Failed"
  public static let progressing = "Progressing"
  public static let progressingWithRetry = "ProgressingWithRetry"
  public static let suspended = "Suspended"

  // What stalls an object.
  public static let accessDenied = "AccessDenied"
  public static let invalidCELExpression = "InvalidCELExpression"
  public static let featureGateDisabled = "FeatureGateDisabled"
  public static let invalidPath = "InvalidPath"
  public static let validationFailed = "ValidationFailed"

  // What is waited for.
  public static let dependencyNotReady = "DependencyNotReady"
  public static let artifactFailed = "ArtifactFailed"

  // Applying.
  public static let reconciliationSucceeded = "ReconciliationSucceeded"
  public static let reconciliationFailed = "ReconciliationFailed"
  public static let buildFailed = "BuildFailed"
  public static let pruneFailed = "PruneFailed"
  public static let healthCheckFailed = "HealthCheckFailed"
  public static let healthCheckCanceled = "HealthCheckCanceled"
  public static let directoryCreationFailed = "DirCreationFailed"

  // Notification.
  public static let tokenNotFound = "TokenNotFound"
  public static let notificationDispatchFailed = "NotificationDispatchFailed"
  public static let invalidConfig = "InvalidConfig"
  public static let sourceFetchFailed = "SourceFetchFailed"
  public static let metadataAppendFailed = "MetadataAppendFailed"
  public static let migration = "Migration"
}
