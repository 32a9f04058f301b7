import GitOpsAPI
import OperatorKit

/// What conditions and events say of actions (H-09).
enum ReleaseMessage {
  static func installSucceeded(_ snapshot: ReleaseSnapshot) -> String {
    "Helm install succeeded for release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName)"
  }

  static func upgradeSucceeded(_ snapshot: ReleaseSnapshot) -> String {
    "Helm upgrade succeeded for release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName)"
  }

  /// - Parameter action: `install` or `upgrade`.
  static func failed(_ action: ReleaseAction, _ object: HelmRelease, chart: String, _ error: any Error) -> String {
    "Helm \(action.rawValue) failed for release \(object.releaseNamespace)/\(ReleaseNames.full(object)) "
      + "with chart \(chart): \("\(error)".trimmingWhitespace)"
  }

  static func awaitingTests(_ snapshot: ReleaseSnapshot) -> String {
    "Helm release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName) is awaiting tests"
  }

  static func testSucceeded(_ snapshot: ReleaseSnapshot) -> String {
    let count = snapshot.testHooks?.count ?? 0
    let hooks = count == 0 ? "no test hooks" : "\(count) test hook\(count > 1 ? "s" : "") completed successfully"
    return "Helm test succeeded for release \(snapshot.fullReleaseName) with chart "
      + "\(snapshot.versionedChartName): \(hooks)"
  }

  static func testFailed(_ snapshot: ReleaseSnapshot, _ error: any Error) -> String {
    "Helm test failed for release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName): "
      + "\(error)".trimmingWhitespace
  }

  static func rollbackSucceeded(_ snapshot: ReleaseSnapshot) -> String { rollback(snapshot) + "succeeded" }

  static func rollbackFailed(_ snapshot: ReleaseSnapshot, _ error: any Error) -> String {
    rollback(snapshot) + "failed: " + "\(error)".trimmingWhitespace
  }

  private static func rollback(_ snapshot: ReleaseSnapshot) -> String {
    "Helm rollback to previous release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName) "
  }

  static func uninstallSucceeded(_ snapshot: ReleaseSnapshot) -> String {
    "Helm uninstall succeeded for release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName)"
  }

  static func uninstallFailed(_ snapshot: ReleaseSnapshot, _ error: any Error) -> String {
    "Helm uninstall failed for release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName): "
      + "\(error)".trimmingWhitespace
  }

  static func uninstallRemediation(_ snapshot: ReleaseSnapshot, _ outcome: String) -> String {
    "Helm uninstall remediation for release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName) "
      + outcome
  }

  static func unlocked(_ snapshot: ReleaseSnapshot, from status: String) -> String {
    "Unlocked Helm release \(snapshot.fullReleaseName) with chart \(snapshot.versionedChartName) in \(status) state"
  }

  static func notFound(_ snapshot: ReleaseSnapshot) -> String {
    "Release \(snapshot.fullReleaseName) was not found, assuming it is uninstalled"
  }

  /// What goes when a release moves to another place, told before it goes.
  static func moving(
    _ snapshot: ReleaseSnapshot, to target: String, because change: String, deleting inventory: ResourceInventory?
  ) -> String {
    let maximum = 20
    let objects = (inventory?.entries ?? []).map { entry in
      InventoryID(entry.id).map { "\($0.groupKind.kind)/\($0.key)" } ?? entry.id
    }
    let more = objects.count > maximum ? " and \(objects.count - maximum) more" : ""
    return "release target changed (\(change)): uninstalling \(snapshot.fullReleaseName) with chart "
      + "\(snapshot.versionedChartName) before \(target) is installed, which deletes its objects"
      + (objects.isEmpty ? "" : ": \(objects.prefix(maximum).joined(separator: ", "))\(more)")
  }

  static func drifted(_ snapshot: ReleaseSnapshot, _ summary: String) -> String {
    "Cluster state of release \(snapshot.fullReleaseName) has drifted from the desired state:\n\(summary)"
  }

  static func corrected(_ snapshot: ReleaseSnapshot, _ summary: String) -> String {
    "Cluster state of release \(snapshot.fullReleaseName) has been corrected:\n\(summary)"
  }

  /// - Parameter corrected: What could be corrected all the same.
  static func notCorrected(_ snapshot: ReleaseSnapshot, _ problems: String, corrected: String) -> String {
    let message =
      "Failed to \(corrected.isEmpty ? "" : "partially ")correct cluster state of release "
      + "\(snapshot.fullReleaseName):\n\(problems)"
    return corrected.isEmpty ? message : "\(message)\n\nSuccessful corrections:\n\(corrected)"
  }
}

extension String {
  /// Without white space at both ends.
  var trimmingWhitespace: String {
    var view = self[...]
    while let first = view.first, first.isWhitespace { view = view.dropFirst() }
    while let last = view.last, last.isWhitespace { view = view.dropLast() }
    return String(view)
  }
}
