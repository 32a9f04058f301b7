import Digests
import GitOpsAPI
import Helm
import Synchronization

/// The records that an action has written, as snapshots; the records themselves are not kept.
final class ObservedReleases: Sendable {
  private let snapshots = Mutex<[Int: ReleaseSnapshot]>([:])
  private let algorithm: DigestAlgorithm
  /// Digest of the chart in its registry, by revision; of others than these it is not known.
  private let ociDigests: [Int: String]
  private let ociDigest: String?

  /// - Parameters:
  ///   - history: What is known of revisions that are there already.
  ///   - ociDigest: Of new ones.
  init(_ history: [ReleaseSnapshot], ociDigest: String?, _ algorithm: DigestAlgorithm) {
    self.algorithm = algorithm
    self.ociDigest = ociDigest
    var known: [Int: String] = [:]
    for snapshot in history { known[snapshot.version] = snapshot.ociDigest ?? "" }
    ociDigests = known
  }

  func note(_ release: Release) {
    let digest = ociDigests[release.version] ?? ociDigest
    let snapshot = ReleaseSnapshot(
      release, action: nil, ociDigest: digest.flatMap { $0.isEmpty ? nil : $0 }, algorithm)
    snapshots.withLock { $0[release.version] = snapshot }
  }

  var isEmpty: Bool { snapshots.withLock(\.isEmpty) }

  /// Puts what was observed into a history: revisions that it has are brought up to date, the newest one is added.
  ///
  /// - Parameter action: What was done to the newest revision.
  func record(in history: inout [ReleaseSnapshot], action: ReleaseAction) {
    let observed = snapshots.withLock { $0 }
    guard let newest = observed.keys.max() else { return }
    for version in observed.keys.sorted() {
      guard var snapshot = observed[version] else { continue }
      let known = history.first { $0.isSameRevision(as: snapshot) }
      guard version == newest || known != nil else { continue }
      snapshot.action = version == newest ? action : known?.action
      history.record(snapshot)
    }
  }
}
