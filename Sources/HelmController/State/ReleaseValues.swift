import Digests
import GitOpsAPI
import Helm
import JSON

/// The values that a release is made with, without the chart's own.
struct ReleaseValues: Sendable {
  let values: JSONObject
  /// In the algorithm that the flags name.
  let digest: Digest

  init(_ values: JSONObject, _ algorithm: DigestAlgorithm) {
    self.values = values
    digest = ReleaseDigest.ofValues(values, algorithm)
  }

  /// The values as an upgrade makes a release of them: where the spec says so, those of the former one stay under them
  /// (H-05-03).
  func upgrading(_ former: JSONObject, of object: HelmRelease) -> ReleaseValues {
    guard object.spec.upgrade?.preserveValues ?? false else { return self }
    let merged = ValuesMerge.merge(.object(former), .object(values))
    return ReleaseValues(merged.objectValue ?? [:], digest.algorithm)
  }

  /// Whether the values are those that somebody has written the digest of, in whatever algorithm.
  func have(digest text: String) -> Bool {
    guard let other = Digest(text) else { return false }
    return other.algorithm == digest.algorithm
      ? other == digest : ReleaseDigest.ofValues(values, other.algorithm) == other
  }
}
