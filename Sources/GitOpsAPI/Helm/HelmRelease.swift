public import OperatorKit

/// A chart that is installed and kept as wanted.
public struct HelmRelease: GitOpsObject {
  public static let resourceType = ResourceType(
    group: APIGroup.helm, version: "v2", kind: "HelmRelease", plural: "helmreleases")

  public var metadata: ObjectMeta
  public var status: Status
  private var wanted: SpecBox

  /// A spec has a hundred fields. It stays in one place however often an object is copied: hundreds of runs wait at the
  /// same time, each with a dozen functions that have the object in hand.
  public var spec: Spec {
    _read { yield wanted.spec }
    set { wanted = SpecBox(newValue) }
  }

  public init(metadata: ObjectMeta, spec: Spec, status: Status) {
    self.metadata = metadata
    self.status = status
    wanted = SpecBox(spec)
  }

  /// The objects that must be ready first.
  public var dependencies: [ObjectKey] { spec.dependsOn.map { $0.key(from: metadata.namespace ?? "") } }

  /// The namespace that the chart is installed into.
  public var releaseNamespace: String { spec.targetNamespace ?? metadata.namespace ?? "" }

  /// The namespace of the release records.
  public var storageNamespace: String { spec.storageNamespace ?? metadata.namespace ?? "" }
}

private final class SpecBox: Sendable, Hashable {
  let spec: HelmRelease.Spec

  init(_ spec: HelmRelease.Spec) { self.spec = spec }

  static func == (left: SpecBox, right: SpecBox) -> Bool { left === right || left.spec == right.spec }
  func hash(into hasher: inout Hasher) { hasher.combine(spec) }
}
