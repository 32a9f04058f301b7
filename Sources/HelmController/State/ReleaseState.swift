import Digests
import GitOpsAPI
import Helm
import OperatorKit

/// What a release is like, compared with what is wanted (H-15).
enum ReleaseState: Hashable, Sendable {
  /// There is none in storage, or one that was uninstalled.
  case absent(String)
  /// There is one, but not one that this object made.
  case unmanaged(String)
  /// It was made from another chart or other values.
  case outOfSync(String)
  /// The cluster is not as the release says.
  case drifted
  /// Somebody is at work on it, or was when they died.
  case locked(ReleaseStatus)
  case untested
  case inSync
  case failed(String)
  /// Its status says nothing that can be acted upon.
  case undeterminable(ReleaseStatus)

  /// For log lines.
  var description: String {
    switch self {
    case .absent(let reason): "release not installed: \(reason)"
    case .unmanaged(let reason): "release not managed by controller: \(reason)"
    case .outOfSync(let reason): "release out-of-sync with desired state: \(reason)"
    case .drifted: "detected changes in cluster state"
    case .locked(let status): "release locked: release with status '\(status)'"
    case .untested: "release has not been tested"
    case .inSync: "release in-sync with desired state"
    case .failed(let reason): "release is in a failed state\(reason.isEmpty ? "" : ": \(reason)")"
    case .undeterminable(let status): "release with status '\(status)'"
    }
  }
}

/// Everything that the state of a release follows from.
struct ReleaseFacts: Sendable {
  /// The newest revision in storage.
  var last: Release?
  var object: HelmRelease
  /// As drafted by this run.
  var status: HelmRelease.Status
  var chartName: String
  var chartVersion: String
  var values: ReleaseValues
  var postRenderersDigest: String?
  var commonMetadataDigest: String?

  /// The state, drift left aside: that takes looking at the cluster.
  var state: ReleaseState {
    guard let last else { return .absent("no release in storage for object") }
    if last.info.status.isPending { return .locked(last.info.status) }
    guard let latest = status.history.latest else {
      return last.info.status == .uninstalled
        ? .absent("found uninstalled release in storage") : .unmanaged("found existing release in storage")
    }
    guard latest.observed(last) else { return .unmanaged("release not observed to be made for object") }
    switch last.info.status {
    case .failed: return .failed("")
    case .uninstalled: return .absent("found uninstalled release in storage")
    case .deployed: return deployed(last, latest)
    default: return .undeterminable(last.info.status)
    }
  }

  private func deployed(_ last: Release, _ latest: ReleaseSnapshot) -> ReleaseState {
    if last.chartName != chartName || last.chartVersion != chartVersion { return .outOfSync("release chart changed") }
    // What was preserved is part of the release, and not of what is asked for.
    let wanted = values.upgrading(last.config, of: object)
    if !wanted.have(digest: latest.configDigest) { return .outOfSync("release config values changed") }
    if status.observedGeneration != object.metadata.generation {
      if postRenderersDigest != status.observedPostRenderersDigest {
        return .outOfSync("postrenderers digest has changed")
      }
      if commonMetadataDigest != status.observedCommonMetadataDigest {
        return .outOfSync("common metadata digest has changed")
      }
    }
    guard object.isTested else { return .inSync }
    if !latest.hasBeenTested { return .untested }
    if let remediation = object.activeRemediation(status), !remediation.ignoresTestFailures, latest.hasFailedTest {
      return .failed("release has test in failed phase")
    }
    return .inSync
  }
}
