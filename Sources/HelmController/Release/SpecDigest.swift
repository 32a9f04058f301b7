import Digests
import GitOpsAPI
import Helm
import JSON

/// Digests of parts of a spec, as upstream makes them of their JSON (H-07-02).
enum SpecDigest {
  /// `nil` when there are no post-renderers.
  static func postRenderers(_ object: HelmRelease, _ algorithm: DigestAlgorithm) throws -> String? {
    guard !object.spec.postRenderers.isEmpty else { return nil }
    return try digest(object.spec.postRenderers, algorithm)
  }

  static func commonMetadata(_ object: HelmRelease, _ algorithm: DigestAlgorithm) throws -> String? {
    guard let metadata = object.spec.commonMetadata else { return nil }
    return try digest(metadata, algorithm)
  }

  private static func digest(_ value: some Encodable, _ algorithm: DigestAlgorithm) throws -> String {
    let bytes = try JSONEncoding.encode(value).goSerialized() + [UInt8(ascii: "\n")]
    return "\(Digest.of(bytes, algorithm))"
  }
}
