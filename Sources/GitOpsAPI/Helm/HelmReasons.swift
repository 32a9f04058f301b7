/// The reasons of conditions and events of Helm releases; ``Reason`` has those that other controllers use too.
public enum HelmReason {
  // Released.
  public static let installSucceeded = "InstallSucceeded"
  public static let installFailed = "InstallFailed"
  public static let upgradeSucceeded = "UpgradeSucceeded"
  public static let upgradeFailed = "UpgradeFailed"
  public static let uninstallSucceeded = "UninstallSucceeded"
  public static let uninstallFailed = "UninstallFailed"
  public static let pendingRelease = "PendingRelease"

  // TestSuccess.
  public static let testSucceeded = "TestSucceeded"
  public static let testFailed = "TestFailed"
  public static let awaitingTests = "AwaitingTests"

  // Remediated.
  public static let rollbackSucceeded = "RollbackSucceeded"
  public static let rollbackFailed = "RollbackFailed"

  // Drifted.
  public static let driftDetected = "DriftDetected"
  public static let noDriftDetected = "NoDriftDetected"
  public static let driftCorrected = "DriftCorrected"
  public static let driftCorrectionFailed = "DriftCorrectionFailed"

  // Stalled.
  public static let retriesExceeded = "RetriesExceeded"
  public static let missingRollbackTarget = "MissingRollbackTarget"

  // Ready.
  public static let sourceNotReady = "SourceNotReady"
  public static let valuesError = "ValuesError"
  public static let chartMutateError = "ChartMutateError"
  public static let restClientError = "RESTClientError"
  public static let factoryError = "FactoryError"
  public static let configFactoryError = "ConfigFactoryErr"
  public static let resourceManagerError = "ResourceManagerError"
  public static let stateError = "StateError"
  public static let reconcileError = "ReconcileError"

  // Events alone.
  public static let inventoryBuildFailed = "InventoryBuildFailed"
  public static let namespaceCheckSkipped = "NamespaceCheckSkipped"
}
