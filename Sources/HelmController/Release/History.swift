import Digests
import GitOpsAPI
import Helm
import OperatorKit

/// The snapshots in `status.history`, newest first (H-17).
extension [ReleaseSnapshot] {
  /// Snapshots that are kept when there is no older one to go back to.
  private static var maximum: Int { 5 }

  var latest: ReleaseSnapshot? { self.max { $0.version < $1.version } }

  /// The newest one before the latest that was deployed and whose tests did not fail.
  func previous(ignoringTests: Bool) -> ReleaseSnapshot? {
    sortedByVersion.dropFirst().first { $0.isTarget(ignoringTests: ignoringTests) }
  }

  /// Forgets what is older than the one to go back to.
  mutating func truncate(ignoringTests: Bool) {
    guard count > 1 else { return }
    self = sortedByVersion
    if let index = dropFirst().firstIndex(where: { $0.isTarget(ignoringTests: ignoringTests) }) {
      self = Array(prefix(index + 1))
    } else {
      truncate()
    }
  }

  /// Keeps the last few whatever they are.
  mutating func truncate() { self = Array(sortedByVersion.prefix(Self.maximum)) }

  private var sortedByVersion: Self { sorted { $0.version > $1.version } }

  /// Replaces the snapshot of the same revision, whose tests stay; puts it in front when there is none.
  mutating func record(_ snapshot: ReleaseSnapshot, keepingTests: Bool = true) {
    guard let index = firstIndex(where: { $0.isSameRevision(as: snapshot) }) else {
      insert(snapshot, at: 0)
      return
    }
    var snapshot = snapshot
    if keepingTests, snapshot.testHooks == nil { snapshot.testHooks = self[index].testHooks }
    self[index] = snapshot
  }
}

extension ReleaseSnapshot {
  func isSameRevision(as other: ReleaseSnapshot) -> Bool {
    name == other.name && namespace == other.namespace && version == other.version
  }

  func targets(_ release: Release) -> Bool {
    name == release.name && namespace == release.namespace && version == release.version
  }

  /// Whether the tests were run: with none to run they were, with a failed one too, otherwise when all succeeded
  /// (H-17-03).
  var hasBeenTested: Bool {
    guard let testHooks else { return false }
    return hasFailedTest || testHooks.values.allSatisfy { $0.phase == RecordedHook.Phase.succeeded.rawValue }
  }

  var hasFailedTest: Bool {
    testHooks?.values.contains { $0.phase == RecordedHook.Phase.failed.rawValue } ?? false
  }

  fileprivate func isTarget(ignoringTests: Bool) -> Bool {
    let wasDeployed = [ReleaseStatus.deployed, .superseded].contains(ReleaseStatus(rawValue: status))
    return wasDeployed && (ignoringTests || !hasFailedTest)
  }

  /// What a record is like now.
  init(_ release: Release, action: ReleaseAction?, ociDigest: String?, _ algorithm: DigestAlgorithm) {
    let never = Timestamp(microseconds: 0)
    self.init(
      name: release.name, namespace: release.namespace, version: release.version,
      status: release.info.status.rawValue, chartName: release.chartName, chartVersion: release.chartVersion,
      configDigest: "\(ReleaseDigest.ofValues(release.config, algorithm))",
      digest: "\(ReleaseDigest.of(release, ociDigest: ociDigest, algorithm))",
      firstDeployed: release.info.firstDeployed?.timestamp ?? never,
      lastDeployed: release.info.lastDeployed?.timestamp ?? never)
    self.action = action
    self.ociDigest = ociDigest
    appVersion = release.appVersion.isEmpty ? nil : release.appVersion
    deleted = release.info.deleted?.timestamp
  }

  /// Whether a record is the one that was observed. Snapshots of older kinds cannot say (H-14-04).
  func observed(_ release: Release) -> Bool {
    guard apiVersion == ReleaseSnapshot.currentAPIVersion else { return true }
    guard let digest = Digest(digest) else { return false }
    return ReleaseDigest.of(release, ociDigest: ociDigest, digest.algorithm) == digest
  }

  /// Whether a record is the one that was observed, or has at most been superseded since.
  ///
  /// That is what the next revision does to it before it is deployed itself, and it may have been broken off in between.
  func observedBeforeSuperseded(_ release: Release) -> Bool {
    if observed(release) { return true }
    guard release.info.status == .superseded else { return false }
    var before = release
    before.info.status = .deployed
    return observed(before)
  }
}

extension ReleaseTime {
  static var now: ReleaseTime { ReleaseTime(microTime: Timestamp.now().microTime) }
  /// To the second, as the status has it.
  var timestamp: Timestamp? { Timestamp(text)?.truncatedToSeconds }
}
