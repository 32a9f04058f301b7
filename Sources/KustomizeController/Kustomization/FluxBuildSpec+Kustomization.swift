import GitOpsAPI
import Kustomize

extension FluxBuildSpec {
  /// What a Kustomization adds to the build. Common metadata is not part of it: it is set when the objects are
  /// applied, after the labels of their owner.
  init(_ spec: GitOpsAPI.Kustomization.Spec) {
    self.init(
      targetNamespace: spec.targetNamespace, namePrefix: spec.namePrefix, nameSuffix: spec.nameSuffix,
      components: spec.components, ignoreMissingComponents: spec.ignoreMissingComponents,
      patches: spec.patches.map { FluxPatch(patch: $0.patch, target: $0.target.map(FluxPatch.Target.init)) },
      images: spec.images.map(FluxImage.init), buildMetadata: spec.buildMetadata.map(\.rawValue))
  }
}

extension FluxPatch.Target {
  init(_ selector: ObjectSelector) {
    self.init(
      group: selector.group ?? "", version: selector.version ?? "", kind: selector.kind ?? "",
      name: selector.name ?? "", namespace: selector.namespace ?? "", labelSelector: selector.labelSelector ?? "",
      annotationSelector: selector.annotationSelector ?? "")
  }
}

extension FluxImage {
  init(_ image: ImageOverride) {
    self.init(
      name: image.name, newName: image.newName ?? "", newTag: image.newTag ?? "", digest: image.digest ?? "")
  }
}
