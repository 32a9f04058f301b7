public import OperatorKit

/// A chart that is installed and kept as wanted.
public struct HelmRelease: GitOpsObject {
  public static let resourceType = ResourceType(
    group: APIGroup.helm, version: "v2", kind: "HelmRelease", plural: "helmreleases")

  public var metadata: ObjectMeta
  public var spec: Spec
  public var status: Status

  public init(metadata: ObjectMeta, spec: Spec, status: Status) {
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }

  /// The objects that must be ready first.
  public var dependencies: [ObjectKey] { spec.dependsOn.map { $0.key(from: metadata.namespace ?? "") } }

  /// The namespace that the chart is installed into.
  public var releaseNamespace: String { spec.targetNamespace ?? metadata.namespace ?? "" }

  /// The namespace of the release records.
  public var storageNamespace: String { spec.storageNamespace ?? metadata.namespace ?? "" }
}
