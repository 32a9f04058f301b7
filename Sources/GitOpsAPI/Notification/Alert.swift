public import OperatorKit

/// Which events go to which provider.
public struct Alert: GitOpsObject {
  public typealias Status = NoStatus

  public static let resourceType = ResourceType(
    group: APIGroup.notification, version: "v1beta3", kind: "Alert", plural: "alerts")

  public var metadata: ObjectMeta
  public var spec: Spec
  public var status: Status

  public init(metadata: ObjectMeta, spec: Spec, status: Status) {
    self.metadata = metadata
    self.spec = spec
    self.status = status
  }
}
