/// Lays the fields of a Flux Kustomization over a kustomization, K-09-05 to K-09-11.
struct KustomizationOverlay: Sendable {
  let spec: FluxBuildSpec
  /// Whether a directory of a component is there.
  let hasComponent: @Sendable (String) -> Bool

  func apply(to kustomization: inout Kustomization) throws {
    if let namespace = spec.targetNamespace { kustomization.namespace = namespace }
    if let prefix = spec.namePrefix { kustomization.namePrefix = prefix }
    if let suffix = spec.nameSuffix { kustomization.nameSuffix = suffix }
    kustomization.patches += spec.patches.map(Self.rule)
    for component in spec.components {
      guard Self.isLocalAndRelative(component) else {
        throw KustomizeError("component path '\(component)' must be local and relative")
      }
      if spec.ignoreMissingComponents && !hasComponent(component) { continue }
      kustomization.components.append(component)
    }
    for image in spec.images { Self.merge(image, into: &kustomization.images) }
    if !spec.buildMetadata.isEmpty { kustomization.buildMetadata = spec.buildMetadata }
  }

  private static func rule(_ patch: FluxPatch) -> PatchRule {
    var rule = PatchRule()
    rule.patch = patch.patch
    rule.target = patch.target.map { target in
      let gvk = GVK(group: target.group, version: target.version, kind: target.kind)
      return Selector(
        id: ResourceID(gvk: gvk, name: target.name, namespace: target.namespace),
        annotationSelector: target.annotationSelector, labelSelector: target.labelSelector)
    }
    return rule
  }

  /// A tag and a digest choose a version together, so either replaces both.
  private static func merge(_ image: FluxImage, into images: inout [ImageRule]) {
    guard let index = images.firstIndex(where: { $0.name == image.name }) else {
      images.append(
        ImageRule(name: image.name, newName: image.newName, newTag: image.newTag, digest: image.digest))
      return
    }
    if !image.newName.isEmpty { images[index].newName = image.newName }
    if !image.newTag.isEmpty || !image.digest.isEmpty {
      images[index].newTag = image.newTag
      images[index].digest = image.digest
    }
  }

  private static func isLocalAndRelative(_ path: String) -> Bool {
    let lower = path.lowercased()
    let remote = ["git::", "gh:", "ssh://", "https://", "http://", "git@", "github.com:", "github.com/"]
    if remote.contains(where: { lower.hasPrefix($0) && lower.utf8.count > $0.utf8.count }) { return false }
    return !lower.hasPrefix("/") && !lower.hasPrefix("file:///")
  }
}
