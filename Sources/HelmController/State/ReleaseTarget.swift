import GitOpsAPI
import Helm
import OperatorKit

/// What of a release's place has changed, so that the present one must go first (H-10-12).
enum ReleaseTarget {
  static func change(_ object: HelmRelease, _ status: HelmRelease.Status, chartName: String) -> String? {
    guard let storage = status.storageNamespace, let latest = status.history.latest else { return nil }
    if object.storageNamespace != storage { return "storage namespace" }
    if object.releaseNamespace != latest.namespace { return "release namespace" }
    if ReleaseNames.inUse(object) != latest.name { return "release name" }
    let reinstalls = (object.spec.upgrade?.chartNameChangeStrategy ?? .reinstall) == .reinstall
    return chartName != latest.chartName && reinstalls ? "chart name" : nil
  }
}

/// Why failures are forgotten and retries begin anew (H-10-13).
enum FailureReset {
  static func reason(
    _ object: HelmRelease, _ status: HelmRelease.Status, chartVersion: String, chartDigest: String?,
    values: ReleaseValues, dependencyReleased: Timestamp? = nil, resets: Bool
  ) -> String? {
    if status.lastAttemptedGeneration != object.metadata.generation { return "generation differs from last attempt" }
    if status.lastAttemptedRevision != chartVersion { return "chart version differs from last attempt" }
    if status.lastAttemptedRevisionDigest != chartDigest { return "chart digest differs from last attempt" }
    if let digest = status.lastAttemptedConfigDigest, !values.have(digest: digest) {
      return "values differ from last attempt"
    }
    if let dependencyReleased, let stalled = object.status.conditions.condition(ConditionType.stalled),
      stalled.status == .true, stalled.lastTransitionTime <= dependencyReleased
    {
      return "a dependency was released after the last attempt"
    }
    return resets ? "reset requested through annotation" : nil
  }
}
