import Digests
import GitOpsAPI
import Helm
import JSON

/// Digests of parts of a spec, as upstream makes them of their JSON, field by field in its order: whoever comes from
/// there must not find that everything has changed (H-07-02).
enum SpecDigest {
  /// `nil` when there are no post-renderers.
  static func postRenderers(_ object: HelmRelease, _ algorithm: DigestAlgorithm) -> String? {
    guard !object.spec.postRenderers.isEmpty else { return nil }
    return digest(.array(object.spec.postRenderers.map(json)), algorithm)
  }

  static func commonMetadata(_ object: HelmRelease, _ algorithm: DigestAlgorithm) -> String? {
    guard let metadata = object.spec.commonMetadata else { return nil }
    var fields: JSONObject = [:]
    if !metadata.annotations.isEmpty { fields["annotations"] = JSONValue(metadata.annotations) }
    if !metadata.labels.isEmpty { fields["labels"] = JSONValue(metadata.labels) }
    return digest(.object(fields), algorithm)
  }

  private static func digest(_ value: JSONValue, _ algorithm: DigestAlgorithm) -> String {
    "\(Digest.of(value.goSerialized() + [UInt8(ascii: "\n")], algorithm))"
  }

  private static func json(_ renderer: HelmRelease.PostRenderer) -> JSONValue {
    guard let kustomize = renderer.kustomize else { return [:] }
    var fields: JSONObject = [:]
    if !kustomize.patches.isEmpty { fields["patches"] = .array(kustomize.patches.map(json)) }
    if !kustomize.images.isEmpty { fields["images"] = .array(kustomize.images.map(json)) }
    return ["kustomize": .object(fields)]
  }

  private static func json(_ patch: InlinePatch) -> JSONValue {
    var fields: JSONObject = ["patch": .string(patch.patch)]
    if let target = patch.target { fields["target"] = json(target) }
    return .object(fields)
  }

  private static func json(_ target: ObjectSelector) -> JSONValue {
    texts([
      ("group", target.group), ("version", target.version), ("kind", target.kind), ("namespace", target.namespace),
      ("name", target.name), ("annotationSelector", target.annotationSelector), ("labelSelector", target.labelSelector),
    ])
  }

  private static func json(_ image: ImageOverride) -> JSONValue {
    texts([("name", image.name), ("newName", image.newName), ("newTag", image.newTag), ("digest", image.digest)])
  }

  private static func texts(_ members: [(String, String?)]) -> JSONValue {
    var fields: JSONObject = [:]
    for (name, text) in members {
      if let text { fields[name] = .string(text) }
    }
    return .object(fields)
  }
}
