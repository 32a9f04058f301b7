public import OperatorKit

/// A directory of manifests, from a source, that is built and applied.
public struct Kustomization: GitOpsObject {
  public static let resourceType = ResourceType(
    group: APIGroup.kustomize, version: "v1", kind: "Kustomization", plural: "kustomizations")

  public var metadata: ObjectMeta
  public var spec: Spec
  public var status: Status

  public init(metadata: ObjectMeta, spec: Spec, status: Status) {
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }

  /// The object that the manifests come from.
  public var sourceKey: ObjectKey {
    ObjectKey(namespace: spec.sourceRef.namespace ?? metadata.namespace ?? "", name: spec.sourceRef.name)
  }

  /// The objects that must be ready first.
  public var dependencies: [ObjectKey] { spec.dependsOn.map { $0.key(from: metadata.namespace ?? "") } }

  /// Whether deleting this object deletes what it applied.
  public var deletesObjects: Bool {
    switch spec.effectiveDeletionPolicy {
    case .delete, .waitForTermination: true
    case .orphan: false
    default: spec.prune
    }
  }
}
