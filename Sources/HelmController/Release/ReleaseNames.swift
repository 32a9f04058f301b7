import Digests
import GitOpsAPI
import OperatorKit

/// What a HelmRelease's release is called (H-12-01, H-12-02).
enum ReleaseNames {
  private static let maximumLength = 53
  private static let hashLength = 12

  /// The name as the spec says it, of any length.
  static func full(_ object: HelmRelease) -> String {
    if let name = object.spec.releaseName { return name }
    if let namespace = object.spec.targetNamespace { return "\(namespace)-\(object.metadata.name)" }
    return object.metadata.name
  }

  /// The name in use: a long one ends in a part of its hash.
  static func inUse(_ object: HelmRelease) -> String { shortened(full(object)) }

  static func shortened(_ name: String) -> String {
    guard name.utf8.count > maximumLength else { return name }
    let hash = DigestAlgorithm.sha256.hexDigest(of: name).prefix(hashLength)
    return "\(name.prefix(maximumLength - hashLength - 1))-\(hash)"
  }
}
