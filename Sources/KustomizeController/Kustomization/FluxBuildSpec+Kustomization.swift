import ApplierSupport
import GitOpsAPI
import Kustomize

extension FluxBuildSpec {
  /// What a Kustomization adds to the build. Common metadata is not part of it: it is set when the objects are
  /// applied, after the labels of their owner.
  init(_ spec: GitOpsAPI.Kustomization.Spec) {
    self.init(
      targetNamespace: spec.targetNamespace, namePrefix: spec.namePrefix, nameSuffix: spec.nameSuffix,
      components: spec.components, ignoreMissingComponents: spec.ignoreMissingComponents,
      patches: spec.patches.map { FluxPatch($0) },
      images: spec.images.map { FluxImage($0) }, buildMetadata: spec.buildMetadata.map(\.rawValue))
  }
}
