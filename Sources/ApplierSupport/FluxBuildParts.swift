public import GitOpsAPI
public import Kustomize

extension FluxPatch {
  public init(_ patch: InlinePatch) { self.init(patch: patch.patch, target: patch.target.map(Target.init)) }
}

extension FluxPatch.Target {
  public init(_ selector: ObjectSelector) {
    self.init(
      group: selector.group ?? "", version: selector.version ?? "", kind: selector.kind ?? "",
      name: selector.name ?? "", namespace: selector.namespace ?? "", labelSelector: selector.labelSelector ?? "",
      annotationSelector: selector.annotationSelector ?? "")
  }
}

extension FluxImage {
  public init(_ image: ImageOverride) {
    self.init(
      name: image.name, newName: image.newName ?? "", newTag: image.newTag ?? "", digest: image.digest ?? "")
  }
}
